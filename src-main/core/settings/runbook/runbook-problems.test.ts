// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { expect, test } from 'vitest'
import { Settings } from '../settings-schema'
import { problemSentence } from '../yaml-file'
import { queuesOf } from './queues-of'
import { readRunbook } from './read-runbook'

const settings = Settings.parse({})

async function problems(text: string, file = 'r.toml'): Promise<string[]> {
  const read = await readRunbook(file, text)
  const found = read.ok ? queuesOf(read.read, settings).problems : read.problems
  return found.map(problemSentence)
}

/** A sound runbook in which one line is another; the line counts from 1. */
const sound = [
  '[queue.jobs]',
  'vars = ["title", "branch"]',
  'defaults = { branch = "main" }',
  'retry = { attempts = 1, cooldown = "1s" }',
  'key = "branch"',
  '[worker.w]',
  'source = { queue = "jobs" }',
  'handler = { pipeline = "build" }',
  'concurrency = 1',
  '[pipeline.build]',
  'vars = ["title", "branch"]',
  '[[pipeline.build.step]]',
  'name = "make"',
  'run = "make ${var.branch}"',
  'on_fail = { step = "mend" }',
  '[[pipeline.build.step]]',
  'name = "mend"',
  'run = { agent = "mender" }',
  '[agent.mender]',
  'provider = "practice"',
  'prompt = "Mend ${var.title}"',
  'on_dead = { action = "recover", attempts = 2 }',
]
const withLine = (line: number, text: string): string =>
  sound.map((own, at) => (at === line - 1 ? text : own)).join('\n')

test('the runbook these are made of is sound', async () => {
  expect(await problems(sound.join('\n'))).toEqual([])
  expect(await problems(`\uFEFF${sound.join('\r\n')}`)).toEqual([])
})

test.each([
  [1, '[queue.jobs]\ncolour = 1', 'line 2, column 1: queue.jobs.colour: there is no such key'],
  [2, 'var = ["title"]', 'line 2, column 1: queue.jobs.var: there is no such key; the nearest is "vars"'],
  [2, 'vars = ["title", "branch", "title"]', 'line 2, column 28: queue.jobs.vars.2: "title" stands there twice'],
  [2, 'vars = ["ti.tle", "branch"]', 'line 2, column 9: queue.jobs.vars.0: the name of a variable begins with'],
  [
    3,
    'defaults = { branhc = "main" }',
    'line 3, column 14: queue.jobs.defaults.branhc: "branhc" is not among the vars; the nearest is "branch"',
  ],
  [
    4,
    'retry = { attempts = 1, cooldown = "1 year" }',
    'line 4, column 36: queue.jobs.retry.cooldown: "1 year" is not a duration',
  ],
  [4, 'retry = { attempt = 1 }', 'queue.jobs.retry.attempt: there is no such key; the nearest is "attempts"'],
  [5, 'key = "brnch"', 'line 5, column 7: queue.jobs.key: "brnch" is not among the vars; the nearest is "branch"'],
  [5, 'list = "gh pr list"', 'line 5, column 1: queue.jobs.list: a queue of another system is not looked into here'],
  [
    5,
    'type = "external"\npoll = "30s"',
    'a cron with interval "30s" push each item of what it lists with lanekeeper queue',
  ],
  [
    7,
    'source = { queue = "job" }',
    'line 7, column 20: worker.w.source.queue: there is no queue "job"; the nearest is "jobs"',
  ],
  [
    8,
    'handler = { pipeline = "biuld" }',
    'line 8, column 24: worker.w.handler.pipeline: there is no pipeline "biuld"; the nearest is "build"',
  ],
  [8, 'handler = { pipline = "build" }', 'worker.w.handler.pipline: there is no such key; the nearest is "pipeline"'],
  [9, 'concurrency = 0', 'line 9, column 15: worker.w.concurrency: must be at least 1'],
  [
    11,
    'vars = ["title", "branch", "owner"]',
    'line 11, column 28: pipeline.build.vars.2: the items of the queue "jobs" have no "owner"',
  ],
  [
    11,
    'on_done = "nake"',
    'line 11, column 11: pipeline.build.on_done: there is no step "nake"; the nearest is "make"',
  ],
  [11, 'notify = { on_don = "x" }', 'pipeline.build.notify.on_don: there is no such key; the nearest is "on_done"'],
  [11, 'workspace = "tree"', 'pipeline.build.workspace: it is "folder", or a Git worktree'],
  [11, 'locals = { a = "$(echo ${var.titel})" }', 'pipeline.build.locals.a: ${var.titel} names no variable'],
  [11, 'container = "x"', 'pipeline.build.container: a pipeline works on this machine'],
  [13, 'name = "mend"', 'line 17, column 8: pipeline.build.step.1.name: there are two steps called "mend"'],
  [
    14,
    'run = "make ${var.brnch}"',
    'line 14, column 13: pipeline.build.step.0.run: ${var.brnch} names no variable; the nearest is "branch"',
  ],
  [
    14,
    'run = "make {{inputs.brnch}}"',
    'line 14, column 13: pipeline.build.step.0.run: {{inputs.brnch}} is not among the workflow',
  ],
  [
    14,
    'run = \'trap "echo ${var.branch}" EXIT\'',
    'line 14, column 19: pipeline.build.step.0.run: ${var.branch} must not stand here: trap reads its words again',
  ],
  [14, 'run = { pipeline = "other" }', 'pipeline.build.step.0.run.pipeline: there is no such key'],
  [
    15,
    'on_fail = { step = "mnd" }',
    'line 15, column 11: pipeline.build.step.0.on_fail: there is no step "mnd"; the nearest is "mend"',
  ],
  [15, 'timeout = "10ms"', 'pipeline.build.step.0.timeout: a time-out is between 1s and 24h'],
  [
    18,
    'run = { agent = "mendor" }',
    'line 18, column 17: pipeline.build.step.1.run.agent: there is no agent "mendor"; the nearest is "mender"',
  ],
  [
    20,
    'provider = "practise"',
    'line 20, column 12: agent.mender.provider: there is no provider "practise"; the nearest is "practice"',
  ],
  [20, '', 'agent.mender.provider: this key is missing'],
  [20, 'run = "clade -p"', 'agent.mender.run: "clade" is neither claude nor codex'],
  [20, 'run = "claude | tee log"', 'agent.mender.run: it names one program and its options'],
  [20, 'run = "claude --model"', 'agent.mender.run: "--model" needs a model after it'],
  [20, 'run = "claude --settings ${var.title}"', 'agent.mender.run: an option holds no placeholders'],
  [20, 'provider = "practice"\nrun = "claude --tools Read"', 'the provider "practice" runs a program of its own'],
  [20, 'run = "claude --chatty"', 'agent.mender.run: "--chatty" cannot be said here'],
  [20, 'provider = "practice"\nenv = { "a-b" = "b" }', 'agent.mender.env.a-b: not a name for an environment variable'],
  [20, 'provider = "practice"\nenv = { A = "${var.titel}" }', 'agent.mender.env.A: ${var.titel} names no variable'],
  [20, 'provider = "practice"\nprime = "echo ${var.titel}"', 'agent.mender.prime: ${var.titel} names no variable'],
  [20, 'provider = "practice"\non_error = "nudge"', 'agent.mender.on_error: an action for errors is "fail", "resume"'],
  [20, 'provider = "practice"\non_error = "gate"', 'agent.mender.on_error: a gate needs a command as run'],
  [
    20,
    'provider = "practice"\non_error = [{ match = "rate_limited", action = "done" }]',
    'an action for errors is "fail"',
  ],
  [20, 'provider = "practice"\non_error = [{ match = "limited", action = "fail" }]', 'agent.mender.on_error.0.match: '],
  [
    20,
    'provider = "practice"\nsession = { tmux = { shell = "sh" } }',
    'agent.mender.session.tmux.shell: there is no such key',
  ],
  [20, 'provider = "practice"\nprime = "eval ${var.title}"', 'must not stand here: eval reads its words again'],
  [
    21,
    'prompt = "Mend ${var.titel}"',
    'line 21, column 16: agent.mender.prompt: ${var.titel} names no variable; the nearest is "title"',
  ],
  [
    22,
    'on_dead = { action = "recovr" }',
    'agent.mender.on_dead.action: must be one of "recover", "resume", "fail", "escalate", "done", "gate"; the nearest is "recover"',
  ],
  [22, 'on_dead = "gate"', 'agent.mender.on_dead: a gate needs a command as run'],
  [22, 'on_dead = { action = "recover", attempts = "ever" }', 'agent.mender.on_dead.attempts: '],
  [22, 'on_idle = { action = "gate" }', 'agent.mender.on_idle: a gate needs a command as run'],
  [
    22,
    '[const.x]\n[agent.y]\nprovider = "practice"\nprompt = "${const.x}"',
    'agent.y.prompt: the const "x" has no value',
  ],
  [
    22,
    '[cron.n]\ninterval = "24h"\nrun = { pipeline = "biuld" }',
    'cron.n.run.pipeline: there is no pipeline "biuld"; the nearest is "build"',
  ],
  [22, '[cron.n]\nschedule = "0 25 * * *"\nrun = "true"', 'cron.n.schedule: '],
  [22, '[cron.n]\nrun = "true"', 'cron.n: a cron has an interval or a schedule'],
  [22, '[cron.n]\ninterval = "1m"\nrun = { agent = "mendor" }', 'there is no agent "mendor"; the nearest is "mender"'],
  [22, '[agents.x]', 'agents: there is no such key; the nearest is "agent"'],
])('line %d as %j is refused with its place', async (line, text, sentence) => {
  const told = await problems(withLine(line, text))
  expect(told).toEqual([expect.stringContaining(sentence)])
})

test('YAML has the same places', async () => {
  const text =
    'queue:\n  jobs:\n    vars: [a]\nworker:\n  w: { source: { queue: jbos }, handler: { pipeline: p } }\npipeline:\n  p:\n    step:\n      - name: s\n        run: echo ${var.b}\n'
  expect(await problems(text, 'r.yaml')).toEqual([
    'r.yaml, line 5, column 25: worker.w.source.queue: there is no queue "jbos"; the nearest is "jobs".',
  ])
  expect(await problems(text.replace('jbos', 'jobs'), 'r.yaml')).toEqual([
    expect.stringContaining('r.yaml, line 10, column 19: pipeline.p.step.0.run: ${var.b} names no variable'),
  ])
})

test('names that every object has are names like any other', async () => {
  expect(await problems('queue:\n  constructor: { vars: [a] }\n', 'r.yaml')).toEqual([])
  expect(await problems(withLine(18, 'run = { agent = "constructor" }'))).toEqual([
    expect.stringContaining('no agent "constructor"'),
  ])
  expect(await problems(withLine(7, 'source = { queue = "toString" }'))).toEqual([
    expect.stringContaining('no queue "toString"'),
  ])
  expect(await problems('[queue.__proto__]\nvars = ["a"]\n')).toHaveLength(1)
})

test.each([
  ['r.hcl', 'queue "__proto__" {\n  vars = ["a"]\n}\n', 'line 1'],
  ['r.hcl', 'agent "__proto__" {\n  run = "claude"\n}\n', 'line 1'],
  ['r.hcl', 'agent "a" {\n  run = "claude"\n  env = { __proto__ = "x" }\n}\n', 'line 3'],
  ['r.hcl', 'const "__proto__" { default = "x" }\n', 'line 1'],
  ['r.json', '{"queue":{"q":{"vars":["a"]},\n"__proto__":{"vars":["b"]}}}', 'line 2'],
  ['r.yaml', 'queue:\n  __proto__:\n    vars: [a]\n', 'line 2'],
  ['r.toml', '[queue.q]\nvars = ["__proto__"]\n', 'line 2'],
])('what would vanish for its name is refused, with its place: %s, %j', async (file, text, place) => {
  expect((await problems(text, file))[0]).toContain(place)
})

test('what is said of a runbook shows no secret that it quotes', async () => {
  const secret = `sk-ant-api03-${'Secret0'.repeat(6)}`
  const texts = [
    `[queue.jobs]\nvars = ["a"]\n"${secret}" = 1\n`,
    `[worker.w]\nsource = { queue = "${secret}" }\nhandler = { pipeline = "${secret}" }\n`,
    `[pipeline.p]\nvars = ["a"]\n[[pipeline.p.step]]\nname = "s"\nrun = "echo \${var.${secret}}"\non_done = "${secret}"\n`,
  ]
  for (const text of texts) {
    const told = await problems(text)
    expect(told).not.toEqual([])
    expect(told.join('\n')).not.toContain(secret)
  }
})

test('a queue of another system is one problem, and hides no other', async () => {
  const text = `
queue "prs" {
  type = "external"
  list = "gh pr list --json number"
  take = "true"
  poll = "30s"
}
worker "w" {
  source = { queue = "prs" }
  run    = { job = "p" }
}
job "p" {
  vars = ["pr"]
  step "go" {
    run      = "true"
    timeouts = "1m"
  }
}
command "x" { run = "echo \${const.other} \${args.a}" }
`
  expect(await problems(text, 'r.hcl')).toEqual([
    expect.stringMatching(
      /^r\.hcl, line 3, column 3: queue\.prs\.type: .*"gh pr list --json number" lists.*push prs JSON/,
    ),
    expect.stringContaining('job.p.step.go.timeouts: '),
  ])
})

test.each([
  ['a step of a list', '[pipeline.p]\n[[pipeline.p.step]]\nname = "go"\nruns = "true"\n', 'r.toml'],
  ['a step of a table', 'job "p" {\n  step "go" { runs = "true" }\n}\n', 'r.hcl'],
  ['the pipeline of a worker', 'worker "w" {\n  sourc = { queue = "q" }\n}\n', 'r.hcl'],
  ['the action of an agent', 'agent "a" {\n  run = "claude"\n  on_dead = { acton = "fail" }\n}\n', 'r.hcl'],
  ['what a cron runs', 'cron "c" {\n  interval = "1m"\n  runn = "true"\n}\n', 'r.hcl'],
  ['the variables of a queue', 'queue "q" { var = ["a"] }\n', 'r.hcl'],
])('a required key that is misspelt is one mistake: %s', async (_name, text, file) => {
  expect(await problems(text, file)).toEqual([expect.stringContaining('there is no such key; the nearest is ')])
})

test('how a terminal of an agent would look is read past', async () => {
  const look = 'session "tmux" {\n  color = "blue"\n  title = "T"\n  status { left = "${var.x}" }\n}'
  expect(await problems(`agent "a" {\n  run = "claude"\n  ${look}\n}\n`, 'r.hcl')).toEqual([])
})
