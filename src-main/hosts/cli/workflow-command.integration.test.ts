// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BuiltProgram, builtProgram } from '../../testing/command/built-program'
import { CommandHome } from '../../testing/command/command-home'

// Every command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let built: BuiltProgram
beforeAll(async () => {
  built = await builtProgram()
}, 120_000)
afterAll(() => built[Symbol.asyncDispose]())

const until = { timeout: 60_000, interval: 100 }
const agents = 'agents: { default: { provider: scripted, can_orchestrate_workflows: true } }'
const files: Readonly<Record<string, string>> = {
  'workspaces/main/orchestrator.yaml': `id: main
selector_agent: default
default_workflow: build
${agents}
workflows:
  - id: build
    description: Builds what is wanted
    inputs: [what]
    steps:
      - { id: make, type: shell, run: 'echo made {{inputs.what}}' }
      - { id: check, type: shell, run: 'test {{inputs.what}} != bad', when_spent: escalate, limits: { max_retries: 0 } }
  - id: hold
    inputs: []
    steps: [{ id: sleep, type: shell, run: 'echo held; sleep 600' }]
`,
  'workspaces/other/orchestrator.yaml': `id: other
selector_agent: default
default_workflow: build
${agents}
workflows: [{ id: build, inputs: [], steps: [{ id: make, type: shell, run: 'echo made' }] }]
`,
  'runbooks/jobs.toml': `
[queue.jobs]
vars = ["do", "times"]
defaults = { times = 1 }
[worker.w]
source = { queue = "jobs" }
handler = { pipeline = "p" }
[pipeline.p]
step = [{ name = "go", run = { agent = "a" } }]
[agent.a]
provider = "scripted"
prompt = "please \${var.do}"
on_dead = "escalate"
`,
}

async function newHome(): Promise<CommandHome> {
  const home = await CommandHome.create(built.path)
  await writeFile(
    home.paths.config,
    `providers:
  scripted: { kind: command, argv: [node, ${JSON.stringify(join(home.root, 'agent.mjs'))}] }
orchestrators: { main: {}, other: {} }
channel_profiles: { panel: { channel: panel, orchestrator_id: main } }
breaker: { failures: 0 }
`,
  )
  for (const folder of ['workspaces/other', 'runbooks']) await mkdir(join(home.root, folder), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(home.root, name), text)
  return home
}

async function json(home: CommandHome, argv: readonly string[], exitCode = 0): Promise<unknown> {
  const ended = await home.run([...argv, '--json'])
  expect([ended.exitCode, ended.err], ended.out).toEqual([exitCode, ''])
  return ended.json()
}

/** The phase of the newest run, as the command tells it. */
async function phase(home: CommandHome): Promise<string> {
  const { out } = await home.run(['run', 'list', '--limit', '1', '--json'])
  return JSON.parse(out).runs[0]?.phase ?? 'none'
}

describe('without an owner', () => {
  test('orchestrators and workflows are looked at on the disk', async () => {
    await using home = await newHome()
    expect(await json(home, ['orchestrator', 'list'])).toMatchObject({
      orchestrators: [
        { id: 'main', selectorAgent: 'default', problems: [] },
        { id: 'other', problems: [] },
      ],
    })
    expect((await home.run(['orchestrator', 'show', 'main'])).out).toMatch(/Orchestrator +main[\s\S]*build \(default\)/)
    expect(await json(home, ['orchestrator', 'check'])).toEqual({ ok: true, checked: ['main', 'other'], problems: [] })
    expect((await home.run(['workflow', 'list', '--orchestrator', 'main'])).out).toMatch(/build \(default\)[\s\S]*hold/)
    expect(await json(home, ['workflow', 'show', 'hold'])).toMatchObject({
      workflow: { id: 'hold', orchestrator: 'main', inputs: [] },
    })
    expect((await home.run(['workflow', 'show', 'build', '--orchestrator', 'main'])).out).toMatch(
      /make +shell +→ check/,
    )
    expect(await json(home, ['workflow', 'show', 'build'], 1)).toMatchObject({
      error: { code: 'ambiguous', nextStep: 'Name one with --orchestrator: main, other.' },
      orchestrators: ['main', 'other'],
    })
    expect(await json(home, ['workflow', 'show', 'none'], 1)).toMatchObject({ error: { code: 'no_such_workflow' } })
    expect(await json(home, ['orchestrator', 'show', 'none'], 1)).toMatchObject({
      error: { code: 'no_such_orchestrator' },
    })
    const broken = join(home.paths.workspaces, 'other', 'orchestrator.yaml')
    await writeFile(broken, 'id: other\nselector_agnt: default\n')
    const checked = await home.run(['orchestrator', 'check', 'other'])
    expect([checked.exitCode, checked.out]).toEqual([1, expect.stringContaining('selector_agent')])
    expect(await json(home, ['orchestrator', 'check', 'main'])).toMatchObject({ ok: true })
    await writeFile(home.paths.config, 'orchestrators: [\n')
    expect(await json(home, ['run', 'list'], 1)).toMatchObject({ error: { code: 'settings_invalid' } })
  })

  test('items are pushed on the disk, checked as an owner would, and what changes runs needs one', async () => {
    await using home = await newHome()
    expect(await json(home, ['queue', 'push', 'jobs', '{ "do": "work" }'])).toMatchObject({
      pushed: true,
      lane: 'jobs',
      by: 'command',
      id: expect.stringMatching(/^jobs-/),
    })
    const wrong = await home.run(['queue', 'push', 'jobs', '{ "doo": "work" }'])
    expect([wrong.exitCode, wrong.err]).toEqual([
      1,
      'The item does not fit the queue "jobs": "doo" is no variable of it; the nearest is "do".\nIts variables are: do, times.\n',
    ])
    expect(await json(home, ['queue', 'push', 'none', '{}'], 1)).toMatchObject({ error: { code: 'no_such_lane' } })
    expect(await json(home, ['queue', 'push', 'queue', '{}'], 1)).toMatchObject({ error: { code: 'not_offered' } })
    await writeFile(join(home.root, 'item.json'), '{ "do": "more" }')
    await writeFile(join(home.root, 'none.json'), '{ "channel": "panel", "message": "x" }')
    const pushed = ['queue', 'push', '--lane', 'jobs', join(home.root, 'item.json'), join(home.root, 'none.json')]
    expect(await json(home, pushed, 1)).toMatchObject({ pushed: 1, refused: 1 })
    expect(await json(home, ['send', '--lane', 'jobs', 'hi'], 1)).toMatchObject({ error: { code: 'not_offered' } })
    expect((await home.run(['queue', 'items', '--lane', 'jobs'])).out).toMatch(
      /queue +do: work times: 1[\s\S]*do: more/,
    )
    expect(await readdir(join(home.paths.lanes, 'jobs', 'incoming'))).toHaveLength(2)
    expect(await json(home, ['run', 'list'])).toEqual({ total: 0, runs: [] })
    expect((await home.run(['decision', 'list'])).out).toBe('Nothing waits for a decision.\n')
    expect(await json(home, ['run', 'show', 'latest'], 1)).toMatchObject({ error: { code: 'no_such_run' } })
    for (const argv of [
      ['run', 'start', 'hold'],
      ['run', 'cancel', 'latest'],
      ['run', 'retry', 'latest', '--step', 'make'],
      ['decision', 'resolve', 'latest', '1'],
    ]) {
      const { exitCode, err } = await home.run(argv)
      expect([exitCode, err]).toEqual([3, expect.stringContaining('Lanekeeper is not running for this home.')])
    }
    expect((await home.run(['run', 'retry', 'latest'])).exitCode).toBe(2)
    await rm(join(home.paths.runbooks, 'jobs.toml'))
    const reason = 'No runbook declares a queue "jobs".'
    expect(await json(home, pushed.slice(0, -1), 1)).toMatchObject({ pushed: 0, refused: 1, verdicts: [{ reason }] })
  })
})

test('a workflow is started, watched, decided about, gone on with and canceled from the command line', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  expect(await json(home, ['run', 'start', 'build'], 1)).toMatchObject({ error: { code: 'ambiguous' } })
  expect(await json(home, ['run', 'start', 'nothing'], 1)).toMatchObject({ error: { code: 'no_such_workflow' } })
  const build = ['run', 'start', 'build', '--orchestrator', 'main']
  expect(await json(home, build, 1)).toMatchObject({ error: { sentence: 'It needs the input what.' } })
  expect(await json(home, [...build, '--input', 'what'], 2)).toMatchObject({ error: { code: 'usage' } })
  expect(await json(home, [...build, '--input', '__proto__=x'], 2)).toMatchObject({ error: { code: 'usage' } })
  const unreadable = [...build, '--input', `what=@${join(home.root, 'nothing')}`]
  expect(await json(home, unreadable, 1)).toMatchObject({ error: { code: 'unreadable' } })
  await writeFile(join(home.root, 'what'), 'bad')
  const started = await home.run([...build, '--input', `what=@${join(home.root, 'what')}`])
  expect([started.exitCode, started.out]).toEqual([0, expect.stringMatching(/^In line as run-[0-9a-z-]+\.\n$/)])
  await expect.poll(() => phase(home), until).toBe('waiting')

  const shown = await home.run(['run', 'show', 'latest'])
  expect(shown.out).toMatch(/Phase +waiting[\s\S]*what +bad[\s\S]*make +1 +succeeded[\s\S]*check +1 +failed/)
  expect((await home.run(['run', 'progress', 'run-'])).out).toContain('it waits for a decision')
  expect((await home.run(['status'])).out).toContain('queue: 1 active item waits for a person.')
  const asked = await home.run(['decision', 'show', 'latest'])
  expect(asked.out).toMatch(/^build in "check": .*\. Its attempts are spent\. How shall it go on\?\n/)
  expect(asked.out).toMatch(/1\. retry: .* \(recommended\)\n2\. skip: .*\n3\. cancel: /)
  expect(await json(home, ['decision', 'resolve', 'latest', '9'], 2)).toMatchObject({
    error: { nextStep: 'There is 1 (retry), 2 (skip), 3 (cancel).' },
  })
  expect(await json(home, ['decision', 'resolve', 'dec-', 'retry', '--text', 'once more'])).toMatchObject({
    resolved: true,
    decision: { resolution: { by: 'cli', choice: 'retry', text: 'once more' } },
  })
  await expect
    .poll(async () => (await home.run(['decision', 'list', '--json'])).out, until)
    .toMatch(/"id": "dec-[^"]*-2"/)
  expect(await json(home, ['decision', 'show', 'dec-'], 1)).toMatchObject({
    error: { code: 'ambiguous' },
    ids: [expect.stringMatching(/-2$/), expect.stringMatching(/-1$/)],
  })
  expect(await json(home, ['decision', 'show', 'dec-nothing'], 1)).toMatchObject({
    error: { code: 'no_such_decision' },
  })
  const [first = ''] = /dec-\S+-1/.exec((await home.run(['decision', 'list', '--state', 'resolved'])).out) ?? []
  expect(await json(home, ['decision', 'resolve', first, '1'], 1)).toMatchObject({
    error: { code: 'already_resolved' },
  })
  expect((await home.run(['decision', 'resolve', 'latest', 'skip'])).out).toMatch(/^dec-\S+-2 is decided: skip\.\n$/)
  await expect.poll(() => phase(home), until).toBe('succeeded')

  expect(await json(home, ['run', 'retry', 'latest', '--step', 'nope'], 1)).toMatchObject({
    error: { sentence: 'The run has no step "nope".', nextStep: 'Its steps are: make, check.' },
  })
  expect((await home.run(['run', 'retry', 'latest', '--step', 'check'])).exitCode).toBe(0)
  await expect.poll(() => phase(home), until).toBe('waiting')
  expect((await home.run(['run', 'cancel', 'latest', '--reason', 'enough'])).out).toMatch(/^run-\S+ is canceled\.\n$/)
  expect(await json(home, ['run', 'show', 'latest'])).toMatchObject({
    run: { row: { phase: 'canceled', reason: 'enough' } },
  })

  await home.run(['run', 'start', 'hold'])
  await expect.poll(() => phase(home), until).toBe('running')
  expect(await json(home, ['run', 'cancel', 'run-'], 1)).toMatchObject({ error: { code: 'ambiguous' } })
  expect(await json(home, ['run', 'retry', 'latest', '--step', 'sleep'], 1)).toMatchObject({
    error: { sentence: 'The run is not over.' },
  })
  expect(await json(home, ['run', 'cancel', 'latest'])).toMatchObject({ canceled: true })
  expect(await home.counts()).toMatchObject({ active: 0 })
  expect((await home.run(['run', 'list', '--phase', 'canceled', '--search', 'hold'])).out).toContain('main/hold')
  expect(await json(home, ['run', 'cancel', 'latest'], 1)).toMatchObject({
    error: { sentence: 'The run is over: it was canceled.' },
  })
  expect((await home.run(['stop'])).exitCode).toBe(0)
})

test('an item that waits is looked at with the owner and without, and is left to its decision', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  expect(await json(home, ['queue', 'push', 'jobs', '{ "do": "fail" }'])).toMatchObject({ by: 'owner' })
  await expect.poll(() => phase(home), until).toBe('waiting')
  await expect
    .poll(async () => (await home.run(['queue', 'show', '--lane', 'jobs', 'jobs-'])).out, until)
    .toMatch(/active, waiting for a person[\s\S]*Run +run-/)
  await writeFile(join(home.paths.lanes, 'jobs', 'incoming', 'none.json'), '{ "doo": "x" }')
  await expect
    .poll(async () => (await home.run(['queue', 'items', 'jobs'])).out, until)
    .toMatch(/Status[\s\S]*jobs-\S+ +active, waiting for a person [\s\S]*none\S* +rejected /)
  expect(await json(home, ['queue', 'items', 'jobs', '--limit', '1'])).toMatchObject({
    total: 2,
    rows: [{ column: 'active' }],
  })
  expect(await json(home, ['queue', 'items', 'jobs', '--offset', '1'])).toMatchObject({
    rows: [{ column: 'rejected' }],
  })
  expect(await json(home, ['pipeline', 'list'])).toEqual(await json(home, ['run', 'list']))
  expect(await json(home, ['pipeline', 'show', 'latest'])).toEqual(await json(home, ['run', 'show', 'latest']))
  const refused = await home.run(['queue', 'release', '--lane', 'jobs', 'jobs-'])
  expect([refused.exitCode, refused.out]).toEqual([1, expect.stringContaining('answer its decision.')])
  for (const action of ['retry', 'requeue', 'restore']) {
    expect(await json(home, ['queue', action, '--lane', 'jobs', '--all'])).toMatchObject({ done: 0, refused: 0 })
  }
  const withOwner = await Promise.all(
    [
      ['run', 'show', 'latest'],
      ['run', 'list'],
      ['decision', 'list'],
      ['decision', 'show', 'latest'],
      ['run', 'progress', 'latest'],
    ].map(async (argv) => [argv, await json(home, argv)] as const),
  )
  expect((await home.run(['stop'])).exitCode).toBe(0)
  for (const [argv, told] of withOwner) expect(await json(home, argv), argv.join(' ')).toEqual(told)
  expect(await json(home, ['queue', 'list'])).toMatchObject({
    lanes: [{ name: 'queue' }, { name: 'jobs', waiting: 1, counts: { active: 1 } }],
  })
  await home.run(['start', '--detach'])
  await home.run(['decision', 'resolve', 'latest', 'cancel', '--text', 'leave it'])
  await expect.poll(() => phase(home), until).toBe('canceled')
  expect((await home.run(['queue', 'items', '--lane', 'jobs', '--column', 'dead'])).out).toContain('leave it')
  expect(await json(home, ['queue', 'requeue', '--lane', 'jobs', '--all'])).toMatchObject({ done: 1, refused: 0 })
  await expect.poll(() => phase(home), until).toBe('waiting')
  await home.run(['decision', 'resolve', 'latest', '3'])
  await expect.poll(() => phase(home), until).toBe('canceled')
  expect(await json(home, ['queue', 'discard', '--lane', 'jobs', 'jobs-'])).toMatchObject({ done: 1 })
  expect(await json(home, ['queue', 'restore', '--lane', 'jobs', '--all'])).toMatchObject({ done: 1 })
  expect((await home.run(['stop'])).exitCode).toBe(0)

  const [run = ''] = (await readdir(join(home.paths.lanes, 'jobs', 'runs'))).filter((name) => name.startsWith('run-'))
  await writeFile(join(home.paths.lanes, 'jobs', 'runs', run, 'run.json'), '{ "id"')
  expect((await home.run(['run', 'list'])).out).toMatch(new RegExp(`${run} .* failed .*run\\.json cannot be read`))
  expect(await json(home, ['run', 'show', run], 1)).toMatchObject({ error: { code: 'no_such_run' } })
})
