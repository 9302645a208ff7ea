// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Settings } from '../settings-schema'
import { problemSentence } from '../yaml-file'
import { loadRunbooks } from './load-runbooks'

const settings = Settings.parse({})
const shell = `
[queue.jobs]
type = "persisted"
vars = ["cmd"]

[worker.runner]
source = { queue = "jobs" }
handler = { pipeline = "process" }
concurrency = 3

[pipeline.process]
vars = ["cmd"]

[[pipeline.process.step]]
name = "work"
run = "\${var.cmd}"
`

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-runbooks-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, text: string) => writeFile(join(folder, name), text)
async function sentences(): Promise<string[]> {
  const { problems } = await loadRunbooks(folder, settings)
  return problems.map((problem) => problemSentence(problem).replace(`${folder}/`, ''))
}

test('a folder that is not there has no runbooks and no problems', async () => {
  const found = await loadRunbooks(join(folder, 'missing'), settings)
  expect(found).toEqual({ queues: new Map(), problems: [], warnings: [], files: [] })
})

test('a queue carries what its runbook says of it, its workers and its pipeline', async () => {
  await write(
    'jobs.toml',
    shell.replace(
      'vars = ["cmd"]\n\n[worker',
      'vars = ["cmd"]\nretry = { attempts = 2, cooldown = "5s" }\nkey = "cmd"\n\n[worker',
    ),
  )
  const { queues, problems, files } = await loadRunbooks(folder, settings)
  expect(problems).toEqual([])
  expect(files).toEqual([join(folder, 'jobs.toml')])
  expect(queues.get('jobs')).toMatchObject({
    name: 'jobs',
    runbook: join(folder, 'jobs.toml'),
    vars: ['cmd'],
    retries: 2,
    cooldownMs: 5000,
    keyVars: ['cmd'],
    pipelineName: 'process',
    concurrency: 3,
    cwd: null,
    agents: {},
    pipeline: {
      id: 'process',
      inputs: ['cmd'],
      steps: [
        {
          id: 'work',
          type: 'shell',
          run: '{{inputs.cmd}}',
          next: 'done',
          when_spent: 'fail',
          limits: { max_retries: 0 },
        },
      ],
    },
    limits: { default_max_retries: 0, when_spent: 'fail', default_step_timeout_seconds: 1800 },
  })
})

test('the same runbook is the same in TOML and in YAML', async () => {
  await write('a.toml', shell)
  const toml = (await loadRunbooks(folder, settings)).queues.get('jobs')
  await rm(join(folder, 'a.toml'))
  await write(
    'a.yml',
    'queue: { jobs: { vars: [cmd] } }\nworker: { runner: { source: { queue: jobs }, handler: { job: process }, concurrency: 3 } }\njob:\n  process:\n    input: [cmd]\n    steps:\n      work: { run: "${var.cmd}" }\n',
  )
  const { queues, problems } = await loadRunbooks(folder, settings)
  expect(problems).toEqual([])
  expect(queues.get('jobs')).toEqual({ ...toml, runbook: join(folder, 'a.yml') })
})

test('a job or an agent that only a command would start is warned of, and any other command read past', async () => {
  await write(
    'jobs.hcl',
    `
queue "jobs" { vars = ["cmd"] }
worker "w" {
  source = { queue = "jobs" }
  run    = { job = "queued" }
}
cron "c" {
  interval = "1h"
  run      = { job = "timed" }
}
job "queued" {
  step "go" { run = { agent = "inner" } }
}
job "timed" {
  step "go" { run = "true" }
}
job "build" {
  vars = ["name"]
  step "go" { run = "make \${var.name}" }
}
agent "inner" { run = "claude" }
agent "planner" { run = "claude" }
command "build" {
  args = "<name> [--base <branch>]"
  run  = { job = "build" }
}
command "plan"   { run = { agent = "planner", attach = true } }
command "again"  { run = { job = "queued" } }
command "timely" { run = { job = "timed" } }
command "inside" { run = { agent = "inner" } }
command "say"    { run = "echo \${args.name}" }
`,
  )
  const { queues, problems, warnings } = await loadRunbooks(folder, settings)
  expect([problems, [...queues.keys()]]).toEqual([[], ['jobs', 'cron-c']])
  expect(warnings.map((warning) => problemSentence(warning).replace(`${folder}/`, ''))).toEqual([
    expect.stringMatching(
      /^jobs\.hcl, line 23, column 1: command\.build: nothing here starts the job "build", as commands /,
    ),
    expect.stringMatching(/^jobs\.hcl, line 27, column 1: command\.plan: nothing here starts the agent "planner", as /),
  ])
})

test('a broken file breaks only itself', async () => {
  await write('a-broken.toml', '[queue.x]\nvars = ["a"\n')
  await write('b.toml', shell)
  await write('c-broken.yaml', 'queue: [\n')
  const { queues, problems, files } = await loadRunbooks(folder, settings)
  expect([...queues.keys()]).toEqual(['jobs'])
  expect(problems.map(problemSentence)).toEqual([
    expect.stringMatching(/a-broken\.toml, line \d, column \d+: It is not valid TOML: /),
    expect.stringMatching(/c-broken\.yaml, line \d, column \d+: It is not valid YAML: /),
  ])
  expect(files).toHaveLength(3)
})

test('of two queues of one name the first stands, and a queue may not be called like the lane of messages', async () => {
  await write('a.toml', shell)
  await write('b.toml', shell)
  await write('c.toml', '[queue.queue]\nvars = ["a"]\n[queue.Big]\nvars = ["a"]\n')
  const { queues } = await loadRunbooks(folder, settings)
  expect([...queues.values()].map(({ runbook }) => runbook)).toEqual([join(folder, 'a.toml')])
  expect(await sentences()).toEqual([
    expect.stringMatching(/^b\.toml, line 2, column 1: queue\.jobs: .*a\.toml has a queue "jobs" already\.$/),
    expect.stringContaining('c.toml, line 1, column 1: queue.queue: "queue" is the lane of messages'),
    expect.stringContaining('c.toml, line 3, column 1: queue.Big: the name of a queue holds small letters'),
  ])
})

test('what is no runbook is passed over', async () => {
  await write('notes.md', 'hello')
  await write('.hidden.toml', 'x = [')
  await mkdir(join(folder, 'folder.toml'))
  await write('long.toml', `# ${'x'.repeat(140_000)}\n`)
  expect(await sentences()).toEqual([
    expect.stringContaining('It is not a regular file.'),
    expect.stringContaining('It is longer than 128 KB.'),
  ])
})

test('the workers of a queue run one pipeline, and more of it at once', async () => {
  await write('a.toml', `${shell}\n[worker.second]\nsource = { queue = "jobs" }\nhandler = { pipeline = "process" }\n`)
  expect((await loadRunbooks(folder, settings)).queues.get('jobs')?.concurrency).toBe(4)
  await write(
    'a.toml',
    `${shell}\n[worker.second]\nsource = { queue = "jobs" }\nhandler = { pipeline = "other" }\n[[pipeline.other.step]]\nname = "x"\nrun = "true"\n`,
  )
  expect(await sentences()).toEqual([expect.stringContaining('a queue has one pipeline')])
})

test('a queue without a worker has no pipeline, and its items wait', async () => {
  await write('a.toml', '[queue.parked]\nvars = ["a"]\n')
  expect((await loadRunbooks(folder, settings)).queues.get('parked')).toMatchObject({
    pipeline: null,
    pipelineName: null,
    concurrency: 0,
    retries: 0,
    cooldownMs: 0,
  })
})

test('a pipeline may work in a folder of its own, given from the runbook or from home', async () => {
  const at = async (cwd: string) => {
    await write('a.toml', shell.replace('[pipeline.process]', `[pipeline.process]\ncwd = "${cwd}"`))
    return (await loadRunbooks(folder, settings)).queues.get('jobs')?.cwd
  }
  expect(await at('/srv/work')).toBe('/srv/work')
  expect(await at('../there')).toBe(join(folder, '..', 'there'))
  expect(await at('~/there')).toBe(join(homedir(), 'there'))
  expect(await at('/srv/${var.cmd}')).toBeUndefined()
})

test('the runbook that is shown in the documentation loads', async () => {
  const page = await readFile(fileURLToPath(new URL('../../../../docs/runbooks.md', import.meta.url)), 'utf8')
  await write('shown.toml', /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
  const { queues, problems } = await loadRunbooks(folder, settings)
  expect(problems).toEqual([])
  expect(queues.get('merges')?.pipeline?.steps.map(({ id, next }) => `${id} → ${next}`)).toEqual([
    'merge → check',
    'check → done',
    'resolve → check',
    'clean → done',
  ])
})

test('the runbooks that come with Lanekeeper load', async () => {
  const samples = fileURLToPath(new URL('../../../../resources/samples/runbooks', import.meta.url))
  const { queues, problems, files } = await loadRunbooks(samples, settings)
  expect(problems).toEqual([])
  expect(files).toHaveLength(2)
  expect(queues.get('checks')).toMatchObject({
    concurrency: 2,
    retries: 2,
    pipeline: { steps: [{ on_fail: 'tell' }, { on_fail: 'tell' }, {}] },
  })
  expect(queues.get('questions')).toMatchObject({
    keyVars: ['subject'],
    agents: { writer: { provider: 'practice', timeout_seconds: 300 } },
    pipeline: {
      steps: [
        { id: 'answer', type: 'agent_task', result: 'answer', limits: { max_retries: 2 }, when_spent: 'escalate' },
        { id: 'note', type: 'shell' },
      ],
    },
  })
})
