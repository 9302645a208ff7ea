// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { until } from '../../testing/homes/test-home'
import { TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

const head = (rest: string): string => `
queue "jobs" { vars = ["do", "title"] }
worker "w" {
  source = { queue = "jobs" }
  run    = { job = "p" }
}
${rest}`

/** A stand-in for claude: it says its session, and is bad as long as the file `good`, with what it says, is not there. */
const program = (root: string): string => `#!/bin/sh
id= ; words="$*"
while [ $# -gt 0 ]; do case "$1" in --session-id|--resume) id="$2";; esac; shift; done
{ echo "--- $words"; echo "A=$A"; echo "PWD=$PWD"; cat; echo; } >> '${root}/told'
echo '{"type":"system","subtype":"init","session_id":"'$id'"}'
if [ -e '${root}/good' ]; then
  words="$(cat '${root}/good')"
  echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"'"\${words:-all good}"'","session_id":"'$id'","total_cost_usd":0}'
else
  echo gave up >&2; exit 1
fi
`

/** A home whose claude is the stand-in, with one runbook in HCL. */
async function opened(rest: string, git = false): Promise<TestQueue> {
  const lane = await TestQueue.prepared('')
  const { root, paths } = lane.home
  const programs = join(root, 'programs')
  await mkdir(programs)
  await writeFile(join(programs, 'claude'), program(root), { mode: 0o755 })
  await lane.home.runbook('jobs.toml', null)
  await lane.home.runbook('jobs.hcl', head(rest))
  if (git) {
    const repository = join(paths.lanes, 'jobs', 'workspace')
    await mkdir(repository, { recursive: true })
    const run = (...words: string[]) =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words])
    run('init', '-q', '-b', 'main')
    await writeFile(join(repository, 'file'), 'first\n')
    run('add', 'file')
    run('commit', '-qm', 'first')
  }
  await lane.open({ environment: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` } })
  return lane
}

const agentStep = 'job "p" {\n  step "go" {\n    run = { agent = "x" }\n  }\n}\n'

test('an agent has its options and its environment, and is told what prime says before its prompt', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run    = "claude --disallowed-tools EnterPlanMode,ExitPlanMode"
  env    = { A = "for \${var.title}" }
  prime  = ["echo '## \${var.title}'", "false", "cat nothing-there || echo none"]
  prompt = "Do \${var.do}."
}`)
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.push({ do: 'it', title: 'a $(b) "c"' })
  await lane.lane({ completed: 1, active: 0 })
  const told = await readFile(join(lane.home.root, 'told'), 'utf8')
  expect(told).toContain('--disallowed-tools EnterPlanMode,ExitPlanMode')
  expect(told).toContain('A=for a $(b) "c"\n')
  expect(told).toMatch(/This is how things stand:\n## a \$\(b\) "c"\n[\s\S]*none\n\nDo it\./)
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('all good')
})

test('a gate decides of an agent that died, and asks a person who may have it done again', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  on_dead = { action = "gate", run = "echo gate >> ../../../begun; test \${var.do} = well" }
}`)
  await lane.push({ do: 'well', title: '' })
  await lane.lane({ completed: 1, active: 0 })
  await lane.push({ do: 'badly', title: '' })
  await lane.lane({ active: 1, waiting: 1 })
  const { id, stepId } = await lane.decision()
  expect(stepId).toBe('go-gate')
  await lane.resolve(id, 1)
  await lane.lane({ active: 1, waiting: 1 })
  expect((await lane.lines('told')).filter((line) => line.startsWith('---'))).toHaveLength(3)
  expect(await lane.lines('begun')).toEqual(['gate', 'gate', 'gate'])
})

test('a gate decides of an agent that has ended its turn', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  on_idle = { action = "gate", run = "test \${var.do} = well" }
}`)
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.push({ do: 'well', title: '' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('all good')
  await lane.push({ do: 'badly', title: '' })
  await lane.lane({ active: 1, waiting: 1 })
})

test('an agent that resumes goes on in the session that failed, and asks once its attempts are spent', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  on_dead = { action = "resume", attempts = 1 }
}`)
  await lane.push({ do: 'it', title: '' })
  await lane.lane({ active: 1, waiting: 1 })
  const told = await lane.lines('told')
  const [first = '', second = ''] = told.filter((line) => line.startsWith('---'))
  const session = /--session-id (\S+)/.exec(first)?.[1]
  expect(session).toBeDefined()
  expect(second).toContain(`--resume ${session}`)
  expect(told.join('\n')).toMatch(/Do it\.[\s\S]*You were interrupted\. Go on with your work\./)
})

test('a run works in a worktree of its own with its branch, which is gone once it is done', async () => {
  await using lane = await opened(
    `job "p" {
  source {
    git    = true
    branch = "fix/\${var.do}-\${source.nonce}"
  }
  locals {
    repo  = "$(git -C \${invoke.dir} rev-parse --show-toplevel)"
    title = "$(printf 'fix: %.5s' \\"\${var.title}\\")"
    plain = "on \${source.branch}"
  }
  notify { on_done = "Landed: \${var.title}" }
  on_cancel = { step = "clean" }
  step "work" {
    run = <<-SHELL
      test "$(git rev-parse --abbrev-ref HEAD)" = "\${source.branch}" && test "$PWD" = "\${source.root}"
      test "\${var.do}" = well || exit 3
      echo "\${local.title}|\${local.plain}|$(basename "\${local.repo}")"
      cat file
    SHELL
  }
  step "clean" { run = "echo clean >> ../../../../../begun" }
}`,
    true,
  )
  const repository = join(lane.home.paths.lanes, 'jobs', 'workspace')
  const branches = () =>
    execFileSync('git', ['-C', repository, 'branch', '--format=%(refname:short)'], { encoding: 'utf8' })
  await lane.push({ do: 'well', title: 'a $(b) "c" d' })
  await lane.lane({ completed: 1, active: 0 })
  const [run] = await lane.runs()
  expect((await lane.home.answers('jobs'))[0]?.message).toBe(`fix: a $(b|on fix/well-${run?.id}|workspace\nfirst`)
  expect(branches()).toBe('main\n')
  expect((await lane.lines('logs/lanekeeper.jsonl')).join('\n')).toContain('Landed: a $(b)')
  await lane.push({ do: 'badly', title: 'x' })
  await lane.lane({ dead: 1, active: 0 })
  const [failed] = await lane.runs()
  expect(branches()).toContain(`fix/badly-${failed?.id}`)
  const { path } = await lane.run(failed?.id ?? '')
  expect(existsSync(join(path, 'workspace', 'file'))).toBe(true)
})

test('a branch that is there already is neither worked on nor taken away, and one whose folder is gone leaves nothing', async () => {
  await using lane = await opened(
    `job "p" {
  source {
    git    = true
    branch = "\${var.title}"
  }
  step "work" { run = "rm -rf \\"$PWD\\"; echo done" }
}`,
    true,
  )
  const repository = join(lane.home.paths.lanes, 'jobs', 'workspace')
  const git = (...words: string[]) => execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' })
  git('branch', 'mine')
  await lane.push({ do: 'x', title: 'own' })
  await lane.lane({ completed: 1, active: 0 })
  expect(git('branch', '--format=%(refname:short)')).toBe('main\nmine\n')
  await lane.push({ do: 'x', title: 'mine' })
  const { id, question } = await lane.decision()
  expect(question).toContain('The branch mine is there already.')
  await lane.resolve(id, 3)
  await lane.lane({ dead: 1, active: 0 })
  expect(git('branch', '--format=%(refname:short)')).toBe('main\nmine\n')
  expect(git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1)
})

test('constants are put into every text, and conditions choose lines', async () => {
  await using lane = await opened(`
const "check" { default = "echo \\"checked\\"" }
const "none" { default = "" }
job "p" {
  step "go" {
    run = <<-SHELL
      echo "\${const.check}"
      %{ if const.none != "" }
      exit 3
      %{ else }
      \${raw(const.check)}
      %{ endif }
    SHELL
  }
}`)
  await lane.push({ do: 'x', title: '' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('echo "checked"\nchecked')
})

test('an agent of a step asks a person by the block that any agent asks with', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run    = "claude"
  prompt = "Do it."
}`)
  await writeFile(join(lane.home.root, 'good'), '[question]Which one?[/question] I wait.')
  await lane.push({ do: 'it', title: '' })
  const { id, kind, question } = await lane.decision()
  expect({ kind, question }).toMatchObject({ kind: 'asked', question: expect.stringContaining('Which one?') })
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.resolve(id, 1, 'the red one')
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.lines('told')).join('\n')).toContain('the red one')
})

test('an agent works in its cwd, below where its pipeline works, and no item leads it elsewhere', async () => {
  await using lane = await opened(`job "p" {
  workspace = "folder"
  step "go" {
    run = { agent = "x" }
  }
}
agent "x" {
  run     = "claude"
  cwd     = "\${source.root}/work/\${var.title}"
  prime   = "pwd"
  on_dead = "fail"
}`)
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.push({ do: 'it', title: 'mine' })
  await lane.lane({ completed: 1, active: 0 })
  const [run] = await lane.runs()
  const { path } = await lane.run(run?.id ?? '')
  const told = await lane.lines('told')
  expect(told).toContain(`PWD=${join(path, 'workspace', 'work', 'mine')}`)
  expect(told).toContain(join(path, 'workspace', 'work', 'mine'))
  await lane.push({ do: 'it', title: '../../../..' })
  await lane.lane({ active: 1, waiting: 1 })
  const [asking] = await lane.runs()
  expect((await lane.run(asking?.id ?? '')).row.reason).toContain('leads out of')
})

test('the prompt of an agent may stand in a file beside its runbook', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run         = "claude"
  prompt_file = "prompts/go.md"
}`)
  const isRefused = (sentence: string) =>
    /agent\.x\.prompt_file: there is no prompt file .*prompts\/go\.md/.test(sentence)
  await until(lane.core, ({ attention }) => attention.some(({ sentence }) => isRefused(sentence)))
  await mkdir(join(lane.home.paths.runbooks, 'prompts'))
  await writeFile(join(lane.home.paths.runbooks, 'prompts', 'go.md'), 'Go on with ${var.do}.\n')
  await until(lane.core, ({ lanes }) => lanes.some(({ name }) => name === 'jobs'))
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.push({ do: 'it', title: '' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.lines('told')).join('\n')).toContain('Go on with it.')
})

test('a run that is canceled goes where the step it is in says, in place of its pipeline', async () => {
  await using lane = await opened(`job "p" {
  on_cancel = { step = "usual" }
  step "go" {
    run       = "echo $$ >> ../../../hanging; exec sleep 600"
    on_cancel = { step = "own" }
  }
  step "own" { run = "echo own >> ../../../begun" }
  step "usual" { run = "echo usual >> ../../../begun" }
}`)
  await lane.push({ do: 'hang', title: '' })
  await lane.hangs(1)
  const [run] = await lane.runs()
  await lane.core.runs.cancel({ id: run?.id ?? '', reason: 'enough' })
  await lane.lane({ dead: 1, active: 0 })
  expect(await lane.lines('begun')).toEqual(['own'])
})

test('between the attempts of an agent passes its cooldown, from the second failure on', async () => {
  await using lane = await opened(`${agentStep}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  on_dead = { action = "resume", attempts = 2, cooldown = "1h" }
}`)
  await lane.push({ do: 'it', title: '' })
  await lane.home.untilLines('told', 6)
  await lane.lane({ pending: 1, active: 0 })
  expect((await lane.lines('told')).filter((line) => line.startsWith('---'))).toHaveLength(2)
})

test('what a job and its agents want told is told to people, with their names', async () => {
  await using lane = await opened(`job "p" {
  name   = "job \${var.title}"
  locals { upper = "$(echo big)" }
  notify {
    on_start = "Begins: \${var.title}"
    on_done  = "Done \${name}, \${local.upper}"
    on_fail  = "Failed \${name}"
  }
  step "go" { run = { agent = "x" } }
}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  on_dead = "fail"
  notify {
    on_start = "\${agent} at \${step}"
    on_done  = "\${agent} is done"
    on_fail  = "\${agent} failed: \${error}"
  }
}`)
  const told = () => (lane.core.boardNow().told ?? []).map(({ title, text }) => `${title}: ${text}`)
  await lane.push({ do: 'it', title: '$(a)' })
  await lane.lane({ dead: 1, active: 0 })
  expect(told()).toEqual([
    'job $(a): Begins: $(a)',
    'x: x at go',
    expect.stringMatching(/^x: x failed: .*gave up/),
    'job $(a): Failed job $(a)',
  ])
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.push({ do: 'it', title: 'b' })
  await lane.lane({ completed: 1, active: 0 })
  expect(told().slice(4)).toEqual(['job b: Begins: b', 'x: x at go', 'x: x is done', 'job b: Done job b, big'])
  const logged = (await readFile(lane.home.paths.log, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"scope":"run"'))
  expect(logged.map((line) => JSON.parse(line)).map(({ level, msg }) => `${level}: ${msg}`)).toEqual([
    'info: Begins: $(a)',
    'info: x at go',
    expect.stringMatching(/^warn: x failed: /),
    'warn: Failed job $(a)',
    'info: Begins: b',
    'info: x at go',
    'info: x is done',
    'info: Done job b, big',
  ])
})
