import { z } from 'zod'
import { Permissions } from '../provider-settings'
import { type AgentError, SpecId } from '../workflow/workflow-spec'
import { Duration } from './duration'

const VarName = z
  .string()
  .regex(
    /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_-]{0,63}$/,
    'the name of a variable begins with a letter or _ and holds letters, digits, _ and - only',
  )
const Vars = z.array(VarName).max(100)
const Scalar = z.union([z.string().max(200_000), z.number(), z.boolean()])
const Defaults = z.record(VarName, Scalar)
const Timeout = Duration.refine((ms) => ms >= 1000 && ms <= 86_400_000, 'a time-out is between 1s and 24h')
const Line = z.string().min(1).max(100_000)

export const QueueSetting = z.strictObject({
  type: z.literal('persisted', { error: 'a queue is "persisted" here: its items are files in its lane' }).optional(),
  vars: Vars.min(1),
  defaults: Defaults.default({}),
  /** Attempts beyond the first, and how long a failed item waits for the next one. */
  retry: z.strictObject({ attempts: z.int().min(0).max(99).default(0), cooldown: Duration.default(0) }).prefault({}),
  /** The variables whose values order the items: those of equal values go one after another. */
  key: z.union([VarName, Vars]).optional(),
})
export type QueueSetting = z.infer<typeof QueueSetting>

const Handler = z.union([z.strictObject({ pipeline: SpecId }), z.strictObject({ job: SpecId })])

const WorkerSetting = z.strictObject({
  source: z.strictObject({ queue: z.string().min(1).max(100) }),
  handler: Handler.optional(),
  /** The younger word for `handler`. */
  run: Handler.optional(),
  concurrency: z.int().min(1).max(1000).default(1),
})
export type WorkerSetting = z.infer<typeof WorkerSetting>

const Transition = z
  .union([SpecId, z.strictObject({ step: SpecId, attempts: z.int().min(1).max(1000).optional() })])
  .transform((value) => (typeof value === 'string' ? value : value.step))

const stepBody = {
  run: z.union([Line, z.strictObject({ agent: SpecId })]),
  on_done: Transition.optional(),
  on_fail: Transition.optional(),
  on_cancel: Transition.optional(),
  timeout: Timeout.optional(),
}
const NamedStep = z.strictObject({ name: SpecId, ...stepBody })

/** The steps in order: a list, or a table by name. `at` is where in it a step stands. */
const Steps = z
  .union([z.array(NamedStep).min(1).max(200), z.record(SpecId, z.strictObject(stepBody))])
  .transform((value): StepSetting[] =>
    Array.isArray(value)
      ? value.map((step, at) => ({ ...step, at }))
      : Object.entries(value).map(([name, step]) => ({ ...step, name, at: name })),
  )
export type StepSetting = z.infer<typeof NamedStep> & { readonly at: string | number }

const Notify = z.strictObject({ on_start: Line.optional(), on_done: Line.optional(), on_fail: Line.optional() })

const Workspace = z.union(
  [
    z.literal('folder'),
    z.strictObject({
      git: z.union([z.literal(true), z.literal('worktree')]),
      branch: Line.optional(),
      ref: Line.optional(),
    }),
  ],
  { error: 'it is "folder", or a Git worktree as { git = "worktree", branch = "…", ref = "…" }' },
)
export type Workspace = z.infer<typeof Workspace>

export const PipelineSetting = z.strictObject({
  /** What a run is called; may hold placeholders. */
  name: Line.optional(),
  vars: Vars.optional(),
  /** The older word for `vars`. */
  input: Vars.optional(),
  defaults: Defaults.default({}),
  locals: z.record(VarName, z.string().max(10_000)).default({}),
  cwd: z.string().min(1).max(4096).optional(),
  workspace: Workspace.optional(),
  /** The younger word for `workspace`. */
  source: Workspace.optional(),
  notify: Notify.optional(),
  timeout: Duration.refine((ms) => ms >= 1000 && ms <= 604_800_000, 'a time-out is between 1s and 7d').optional(),
  on_done: Transition.optional(),
  on_fail: Transition.optional(),
  on_cancel: Transition.optional(),
  step: Steps.optional(),
  steps: Steps.optional(),
})
export type PipelineSetting = z.infer<typeof PipelineSetting>

const DeathAction = z.enum(['recover', 'resume', 'fail', 'escalate', 'done', 'gate'])
const Attempts = z.union([z.int().min(1).max(100), z.literal('forever').transform(() => 100)], {
  error: 'the number of attempts is a whole number from 1 to 100, or "forever"',
})
/** The command of a gate. */
const gate = { run: Line.optional(), command: Line.optional() }
const OnDead = z
  .union([
    DeathAction,
    z.strictObject({
      action: DeathAction,
      attempts: Attempts.default(1),
      message: Line.optional(),
      append: z.boolean().optional(),
      cooldown: Duration.optional(),
      ...gate,
    }),
  ])
  .transform((value) => (typeof value === 'string' ? { action: value, attempts: 1 } : value))
  .refine((value) => value.action !== 'gate' || gateOf(value) !== null, 'a gate needs a command as run')

/** The command of an action that is a gate, or null. */
export function gateOf(value: {
  action: string
  run?: string | undefined
  command?: string | undefined
}): string | null {
  return value.action === 'gate' ? (value.run ?? value.command ?? null) : null
}

/** Errors by the names that Odd Jobs has for them, and by those that they have here. */
const errorNames = {
  unauthorized: 'unauthenticated',
  out_of_credits: 'billing',
  unauthenticated: 'unauthenticated',
  billing: 'billing',
  no_internet: 'no_internet',
  rate_limited: 'rate_limited',
  overloaded: 'overloaded',
} as const satisfies Record<string, AgentError>

const ErrorAction = z.enum(['fail', 'resume', 'recover', 'escalate', 'gate'], {
  error: 'an action for errors is "fail", "resume", "escalate" or "gate"',
})
const errorOptions = {
  action: ErrorAction,
  attempts: Attempts.default(1),
  message: Line.optional(),
  append: z.boolean().optional(),
  cooldown: Duration.optional(),
  ...gate,
}
const hasItsGate = (value: z.infer<z.ZodObject<typeof errorOptions>>): boolean =>
  value.action !== 'gate' || gateOf(value) !== null
const ErrorMatch = z
  .strictObject({
    match: z
      .enum([
        'unauthorized',
        'out_of_credits',
        'no_internet',
        'rate_limited',
        'unauthenticated',
        'billing',
        'overloaded',
      ])
      .transform((name): AgentError => errorNames[name])
      .optional(),
    ...errorOptions,
  })
  .refine(hasItsGate, 'a gate needs a command as run')
export type ErrorMatch = z.infer<typeof ErrorMatch>

/** What is done about errors of its provider: one thing, or a list of which the first that matches stands. */
const OnError = z
  .union([
    ErrorAction.transform((action) => ({ action, attempts: 1 })),
    z.strictObject(errorOptions),
    z.array(ErrorMatch).min(1).max(20),
  ])
  .transform((value): ErrorMatch[] => [value].flat())
  .refine((all) => all.every(hasItsGate), 'a gate needs a command as run')

/** An agent that has ended its turn is idle: a gate judges its work then; whatever else stands there has no use here. */
const OnIdle = z
  .union([z.string().max(50), z.looseObject({ action: z.string().max(50), ...gate })], {
    error: 'an action is a word, or a table with an action',
  })
  .transform((value) => (typeof value === 'string' ? { action: value } : value))
  .refine((value) => value.action !== 'gate' || gateOf(value) !== null, 'a gate needs a command as run')

const Script = z.union([Line, z.array(Line).min(1).max(100)]).transform((value) => [value].flat().join('\n'))
/** Commands whose words come before the prompt; of those by source only what a session begins with is ever run. */
const Prime = z
  .union([
    Script,
    z.strictObject({
      startup: Script.optional(),
      resume: Script.optional(),
      clear: Script.optional(),
      compact: Script.optional(),
    }),
  ])
  .transform((value) => (typeof value === 'string' ? value : (value.startup ?? null)))

/** What Odd Jobs does when an agent asks: no agent here ever does. */
const NeverHappens = z
  .union([z.string().max(50), z.looseObject({ action: z.string().max(50) })], {
    error: 'an action is a word, or a table with an action',
  })
  .refine((value) => (typeof value === 'string' ? value : value.action) !== 'gate', {
    error: 'a gate is a shell step after the agent’s step here',
  })

const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name for an environment variable')

const Look = z.string().max(1000).optional()
/** How the terminal of an agent looks in Odd Jobs; here it has none that anybody could look at. */
const Session = z.strictObject({
  tmux: z.strictObject({
    color: Look,
    title: Look,
    status: z.strictObject({ left: Look, right: Look }).optional(),
  }),
})

const RunbookAgent = z.strictObject({
  /** `claude …` or `codex …`, as another way to name a provider and a model. */
  run: Line.optional(),
  provider: z.string().min(1).max(64).optional(),
  model: z.string().min(1).max(200).optional(),
  prompt: z.string().min(1).max(100_000).optional(),
  /** A file below the folder of the file it stands in. */
  prompt_file: z.string().min(1).max(500).optional(),
  /** Below where its pipeline works; may hold placeholders. */
  cwd: z.string().min(1).max(4096).optional(),
  permissions: Permissions.optional(),
  allow_project_config: z.boolean().optional(),
  timeout: Timeout.optional(),
  on_dead: OnDead.optional(),
  on_idle: OnIdle.optional(),
  on_error: OnError.optional(),
  notify: Notify.optional(),
  env: z.record(EnvName, z.string().max(65_536)).optional(),
  prime: Prime.optional(),
  on_prompt: NeverHappens.optional(),
  on_stop: NeverHappens.optional(),
  session: Session.optional(),
})
export type RunbookAgent = z.infer<typeof RunbookAgent>

const CronSetting = z
  .strictObject({
    /** A duration, in the words of Odd Jobs. */
    interval: Duration.refine((ms) => ms >= 1000, 'an interval is at least 1s').optional(),
    /** Five fields: minute, hour, day, month and weekday. */
    schedule: z.string().max(200).optional(),
    timezone: z.string().max(100).optional(),
    run: z.union([
      Line,
      z.strictObject({ job: SpecId }),
      z.strictObject({ pipeline: SpecId }),
      z.strictObject({ agent: SpecId }),
    ]),
    concurrency: z.int().min(1).max(1000).default(1),
  })
  .refine(({ interval, schedule }) => (interval === undefined) !== (schedule === undefined), {
    error: 'a cron has an interval or a schedule',
  })
export type CronSetting = z.infer<typeof CronSetting>

/** One runbook file as it is written. Commands are Odd Jobs' own and are read past. */
export const Runbook = z.strictObject({
  queue: z.record(z.string().min(1).max(100), QueueSetting).default({}),
  worker: z.record(SpecId, WorkerSetting).default({}),
  pipeline: z.record(SpecId, PipelineSetting).default({}),
  job: z.record(SpecId, PipelineSetting).default({}),
  agent: z.record(SpecId, RunbookAgent).default({}),
  cron: z.record(SpecId, CronSetting).default({}),
  command: z.record(z.string(), z.unknown()).optional(),
  const: z
    .record(
      SpecId,
      z.strictObject({ default: z.string().max(100_000).optional(), value: z.string().max(100_000).optional() }),
    )
    .optional(),
})
export type Runbook = z.infer<typeof Runbook>
