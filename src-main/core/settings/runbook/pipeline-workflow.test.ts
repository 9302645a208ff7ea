// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { expect, test } from 'vitest'
import { Settings } from '../settings-schema'
import { problemSentence } from '../yaml-file'
import type { Queue } from './queue'
import { queuesOf } from './queues-of'
import { readRunbook } from './read-runbook'

const settings = Settings.parse({})
const head =
  '[queue.jobs]\nvars = ["id", "title"]\n[worker.w]\nsource = { queue = "jobs" }\nhandler = { pipeline = "p" }\n'

async function queueOf(rest: string): Promise<Queue> {
  const read = await readRunbook('r.toml', head + rest)
  const found = read.ok ? queuesOf(read.read, settings) : { queues: [], problems: read.problems }
  const [queue] = found.queues
  if (queue === undefined) throw new Error(found.problems.map(problemSentence).join('\n'))
  return queue
}

/** Steps that run `true`, with more said of some. */
const steps = (...each: string[]): string =>
  each.map((step) => `[[pipeline.p.step]]\nrun = "true"\nname = ${step.replaceAll('; ', '\n')}\n`).join('')
const ways = async (rest: string): Promise<string[]> =>
  (await queueOf(rest)).pipeline?.steps.map(
    ({ id, next, on_fail }) => `${id} → ${next}${on_fail === undefined ? '' : ` / ${on_fail}`}`,
  ) ?? []

test('steps that nothing names follow one another in order', async () => {
  expect(await ways(steps('"a"', '"b"', '"c"'))).toEqual(['a → b', 'b → c', 'c → done'])
})

test('a step for failures is only come to by its name', async () => {
  expect(await ways(steps('"a"; on_fail = "mend"', '"mend"; on_done = "a"', '"b"'))).toEqual([
    'a → b / mend',
    'mend → a',
    'b → done',
  ])
  expect(await ways(steps('"a"; on_done = { step = "b" }', '"b"', '"c"'))).toEqual(['a → b', 'b → c', 'c → done'])
})

test('a step that says nothing ends the pipeline where another step names the next one', async () => {
  expect(await ways(steps('"make"; on_fail = "mend"', '"mend"; on_done = "push"', '"push"'))).toEqual([
    'make → done / mend',
    'mend → push',
    'push → done',
  ])
})

test('a runbook with a step that no run comes to is refused', async () => {
  const doubtful = steps('"make"', '"check"; on_fail = "mend"', '"mend"; on_done = "check"')
  await expect(ways(doubtful)).rejects.toThrow(
    'nothing leads to the step "check"; name it as on_done of the step it follows',
  )
  await expect(ways(steps('"a"; on_done = "c"', '"b"; on_done = "done"', '"c"'))).rejects.toThrow(
    'nothing leads to the step "b"',
  )
})

test('what a pipeline does when it is done or has failed follows every step that does not say otherwise', async () => {
  const head = '[pipeline.p]\non_done = "d"\non_fail = "f"\non_cancel = { step = "c" }\n'
  const text = head + steps('"a"', '"b"; on_fail = "a"', '"d"', '"f"', '"c"')
  expect(await ways(text)).toEqual(['a → b / f', 'b → d / a', 'd → done / f', 'f → d', 'c → done / f'])
  expect((await queueOf(text)).pipeline?.on_cancel).toBe('c')
  expect((await queueOf(text)).pipeline).not.toHaveProperty('on_fail')
})

test('a step may be called done, and without one that word ends the pipeline', async () => {
  expect(await ways(steps('"a"', '"b"; on_done = "done"', '"done"'))).toEqual([
    'a → b',
    'b → done-step',
    'done-step → done',
  ])
  expect(await ways(steps('"a"; on_done = "b"', '"b"; on_done = "done"'))).toEqual(['a → b', 'b → done'])
})

const agentStep =
  '[[pipeline.p.step]]\nname = "a"\nrun = { agent = "x" }\non_fail = "b"\n[[pipeline.p.step]]\nname = "b"\nrun = "true"\n[agent.x]\nprovider = "practice"\n'

test.each([
  ['', 0, 'escalate', undefined],
  ['on_dead = "fail"', 0, 'fail', 'b'],
  ['on_dead = "done"', 0, 'done', undefined],
  ['on_dead = "escalate"', 0, 'escalate', undefined],
  ['on_dead = "recover"', 1, 'escalate', undefined],
  ['on_dead = { action = "recover", attempts = 3 }', 3, 'escalate', undefined],
])('an agent with %j has %d further attempts and then: %s', async (line, retries, whenSpent, onFail) => {
  const step = (await queueOf(agentStep + line)).pipeline?.steps[0]
  expect(step).toMatchObject({
    type: 'agent_task',
    agent: 'x',
    result: 'answer',
    limits: { max_retries: retries },
    when_spent: whenSpent,
  })
  expect(step?.on_fail).toBe(onFail)
})

test('an agent without a prompt is given the item, and one that recovers what it is told then', async () => {
  const prompt = async (line: string): Promise<unknown> =>
    Reflect.get((await queueOf(agentStep + line)).pipeline?.steps[0] ?? {}, 'prompt')
  expect(await prompt('')).toBe('Work on this item.\n\nid: {{inputs.id}}\ntitle: {{inputs.title}}')
  expect(await prompt('prompt = "Do ${var.title}"')).toBe('Do {{inputs.title}}')
  expect(await prompt('prompt = "Do it"\non_dead = { action = "recover", message = "Go on with ${var.id}" }')).toBe(
    'Do it\n\nThis is attempt {{workflow.attempt}}. From the second attempt on: Go on with {{inputs.id}}',
  )
})

test.each([
  [
    'claude --disallowed-tools EnterPlanMode,ExitPlanMode',
    'claude',
    ['--disallowed-tools', 'EnterPlanMode,ExitPlanMode'],
  ],
  [
    'claude --disallowedTools A B --allowed-tools "Bash(git log:*)" -p',
    'claude',
    ['--disallowedTools', 'A', 'B', '--allowed-tools', 'Bash(git log:*)'],
  ],
  ['/opt/claude --append-system-prompt="Be \\"brief\\""', '/opt/claude', ['--append-system-prompt=Be "brief"']],
  ['claudeless --scenario /a/b.toml -p', 'claudeless', ['--scenario', '/a/b.toml']],
])('of the command line %j the program and its options are kept', async (run, binary, args) => {
  const { agents } = await queueOf(agentStep.replace('provider = "practice"', `run = ${JSON.stringify(run)}`))
  expect(agents.x).toMatchObject({ provider: 'anthropic' })
  expect({ binary: 'claude', ...agents.x?.program }).toEqual({ binary, args })
})

test('a command line may hold the prompt, around the one the agent has', async () => {
  const prompt = async (lines: string): Promise<unknown> =>
    Reflect.get((await queueOf(agentStep.replace('provider = "practice"', lines))).pipeline?.steps[0] ?? {}, 'prompt')
  expect(await prompt('run = "claude -p \\"Plan: ${prompt}\\""\nprompt = "do ${var.title}"')).toBe(
    'Plan: do {{inputs.title}}',
  )
  expect(await prompt('run = "claude \\"Fix ${var.id}\\""')).toBe('Fix {{inputs.id}}')
})

test('an agent is named by a provider, or by the command line that Odd Jobs runs', async () => {
  const agent = async (line: string) => (await queueOf(agentStep.replace('provider = "practice"', line))).agents.x
  expect(await agent('run = "claude --model opus --dangerously-skip-permissions -p"')).toMatchObject({
    provider: 'anthropic',
    model: 'opus',
    permissions: 'full',
  })
  expect(await agent('run = "/usr/bin/codex exec --model=sol"')).toMatchObject({
    provider: 'openai',
    model: 'sol',
    permissions: 'workspace-write',
  })
  expect(await agent('run = "claude"\nprovider = "practice"\npermissions = "full"\ntimeout = "90s"')).toMatchObject({
    provider: 'practice',
    permissions: 'full',
    timeout_seconds: 90,
  })
})

test('the limits of a run leave room for every step and its time', async () => {
  const many = Array.from({ length: 10 }, (_, at) => `"s${at}"; timeout = "5h"`)
  const { pipeline, limits } = await queueOf(`[pipeline.p]\ntimeout = "2d"\n${steps(...many)}`)
  expect(pipeline?.limits.run_timeout_seconds).toBe(172_800)
  expect(pipeline?.steps[0]?.limits.timeout_seconds).toBe(18_000)
  expect(limits).toMatchObject({
    max_total_iterations: 40,
    default_run_timeout_seconds: 180_000,
    max_step_timeout_seconds: 18_000,
  })
})

test('a pipeline may name the item as a whole by its first variable, and presume values for its own', async () => {
  const queue = await queueOf(
    '[pipeline.p]\nname = "${var.bug.title}"\nvars = ["bug", "base"]\ndefaults = { base = "main" }\nlocals = { subject = "fix: ${var.bug.title}" }\nworkspace = "folder"\n[[pipeline.p.step]]\nname = "a"\nrun = "git commit -m \\"${local.subject}\\" && git push origin ${var.base} ${var.bug.id}"\n',
  )
  expect(queue).toMatchObject({ constants: { base: 'main' }, title: '{{inputs.title}}' })
  expect(queue.pipeline).toMatchObject({
    inputs: ['id', 'title', 'base'],
    steps: [
      {
        workspace_mode: 'run_workspace',
        run: 'git commit -m "fix: {{inputs.title}}" && git push origin {{inputs.base}} {{inputs.id}}',
      },
    ],
  })
})
