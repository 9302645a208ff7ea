import { z } from 'zod'
import { Refused } from './refused-tools'

const failureClasses = [
  'missing_binary',
  'spawn_failed',
  'timed_out',
  'non_zero_exit',
  'killed',
  'output_unparseable',
  'empty_output',
  'rate_limited',
  /** The model's servers have too much to do. */
  'overloaded',
  /** The account has nothing left to pay with. */
  'billing',
  'unauthenticated',
  /** The model will not do it. */
  'refused',
  'cancelled',
] as const
export const FailureClass = z.enum(failureClasses)
export type FailureClass = z.infer<typeof FailureClass>

const InvocationStatus = z.enum(['running', 'succeeded', 'failed', 'cancelled', 'lost'])
export type InvocationStatus = z.infer<typeof InvocationStatus>

export const InvocationId = z.string().regex(/^[0-9a-z-]{8,64}$/)

/** The program an agent is run by: `claude`, `codex`, or any. */
export const ProviderKind = z.enum(['anthropic', 'openai', 'command'])
export type ProviderKind = z.infer<typeof ProviderKind>

/** How much an agent may do without being asked; each kind of provider maps it to the means its program has. */
export const Permissions = z.enum(['ask-nothing-risky', 'workspace-write', 'full'])
export type Permissions = z.infer<typeof Permissions>

export const Usage = z.object({
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  costUsd: z.number().nullable(),
  /** True when the cost was reckoned from the `prices` of the settings, because the program tells none. */
  costEstimated: z.boolean().optional(),
})
export type Usage = z.infer<typeof Usage>

/**
 * `invocation.json`: one execution of a provider's program, written before the process starts and again after
 * it ended. `lost` marks a record whose process did not outlive its supervisor. `argv` has its secrets masked.
 */
export const Invocation = z.object({
  id: InvocationId,
  lane: z.string(),
  itemId: z.string(),
  itemFile: z.string(),
  attempt: z.int().min(1),
  agent: z.string(),
  provider: z.string(),
  model: z.string().nullable(),
  argv: z.array(z.string()),
  cwd: z.string(),
  promptPath: z.string(),
  contextPath: z.string(),
  status: InvocationStatus,
  pid: z.int().nullable(),
  processStartedAt: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  failureClass: FailureClass.nullable(),
  reason: z.string().nullable(),
  sessionId: z.string().nullable(),
  usage: Usage.nullable(),
  stdoutBytes: z.number(),
  stderrBytes: z.number(),
  /** Bytes the program wrote beyond the cap of its log files; they were read and let go. */
  droppedBytes: z.number(),
  orchestrator: z.string().optional(),
  permissions: Permissions.nullable().optional(),
  /** The version of its program, where it is known without asking it. */
  programVersion: z.string().nullable().optional(),
  /** What a person can do about `reason`, or null. */
  nextStep: z.string().nullable().optional(),
  /** What was out of the ordinary about a run that was answered all the same. */
  notices: z.array(z.string()).optional(),
  /** Whether it went on with an earlier conversation; `replaced`: it was to, but the program began a new one. */
  conversation: z.enum(['fresh', 'resumed', 'replaced']).optional(),
  /** After this long the run is ended, in ms. */
  timeoutMs: z.number().optional(),
  /** Since when a running program has written nothing, once that is worth telling; null again when it writes. */
  quietSince: z.number().nullable().optional(),
  /** The control group of the system that everything it starts is born in; absent where there is none. */
  controlGroup: z.string().optional(),
  /** What the program did not let its agent do. */
  refused: Refused.optional(),
  /** What goes over stdin: this text, then the prompt file where `prompt` is true; null: no stdin. */
  stdin: z.object({ text: z.string(), prompt: z.boolean() }).nullable().optional(),
  /** Variables that were set for the run; null in place of a secret. Inherited ones are left out. */
  environment: z.record(z.string(), z.string().nullable()).optional(),
})
export type Invocation = z.infer<typeof Invocation>

export const LogStream = z.enum(['stdout', 'stderr'])
export type LogStream = z.infer<typeof LogStream>

/** A piece of a log. `offset` is the byte in the stream's file where `text` begins. */
export const LogPiece = z.object({ stream: LogStream, offset: z.number(), text: z.string() })
export type LogPiece = z.infer<typeof LogPiece>

/**
 * One batch of a followed log. The first batch says in `skipped` how many bytes before the tail were left out.
 * `ended` is set on the last batch; the stream then closes.
 */
export const LogBatch = z.object({
  pieces: z.array(LogPiece),
  skipped: z.object({ stdout: z.number(), stderr: z.number() }),
  ended: z.boolean(),
})
export type LogBatch = z.infer<typeof LogBatch>
