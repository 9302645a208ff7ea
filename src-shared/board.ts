import { z } from 'zod'
import { DecisionCard, DecisionId } from './decision'
import { FailureClass, ProviderKind } from './invocation'
import { ColumnCounts, ItemEvent, ItemRow, LaneName } from './item'
import { bounds } from './limits'
import { SupervisorStatus } from './supervisor'

/** A queue as its runbook declares it. `pipeline` null: no worker takes from it. */
export const QueueCard = z.object({
  runbook: z.string(),
  /** `hidden`: there is a default, which may be a secret and is not told. */
  vars: z.array(z.object({ name: z.string(), default: z.string().nullable(), hidden: z.boolean().optional() })),
  pipeline: z.string().nullable(),
  concurrency: z.int().min(0),
  /** Attempts beyond the first, and how long a failed item waits for one, in ms. */
  retries: z.int().min(0),
  cooldownMs: z.number().min(0),
})
export type QueueCard = z.infer<typeof QueueCard>

export const LaneCard = z.object({
  name: LaneName,
  counts: ColumnCounts,
  /** Active items whose run waits for a person; they are counted under `active` too. */
  waiting: z.int().min(0),
  /** The folder channel clients write to. */
  incomingPath: z.string(),
  outgoingPath: z.string(),
  /** True until the first scan of the lane has ended; counts only grow until then. */
  indexing: z.boolean(),
  /** True while answers of before are read into the history: `completed` may still grow by as many as nobody knows. */
  completedGrows: z.boolean().optional(),
  /** What is wrong with the lane as a whole (a folder gone, watching impossible), or null. */
  trouble: z.string().nullable(),
  /** What a runbook says of this queue; absent for the message lane, null for a lane no runbook declares any more. */
  queue: QueueCard.nullable().optional(),
})
export type LaneCard = z.infer<typeof LaneCard>

export const Activity = ItemEvent.extend({ seq: z.int(), title: z.string() })
export type Activity = z.infer<typeof Activity>

/** What a runbook wants told: shown once, by the desktop or in the panel. `seq` only grows, also from one start to the next. */
export const Told = z.object({
  seq: z.int(),
  at: z.number(),
  title: z.string(),
  text: z.string(),
  runId: z.string().nullable(),
})
export type Told = z.infer<typeof Told>

/** Something a person should look at. `id` is stable while the cause lasts. */
export const Attention = z.object({
  id: z.string(),
  level: z.enum(['notice', 'warning', 'error']),
  sentence: z.string(),
  nextStep: z.string().nullable(),
  lane: LaneName.nullable(),
  itemId: z.string().nullable(),
  decisionId: DecisionId.nullable().optional(),
  /** The home's log tells more of it. */
  inLog: z.boolean().optional(),
  /** When it goes on by itself, ms since the epoch, where that is known. */
  until: z.number().optional(),
})
export type Attention = z.infer<typeof Attention>

/**
 * Whether a provider's items may start. `closed`: they may. `open`: it failed too often in a row and is tried again at
 * `until`. `probing`: one item at a time tries it. `parked`: its usage limit is reached until `until`. `waiting`: for a
 * person, who logs in or installs something, then tests it or edits the settings.
 */
export const ProviderGate = z.object({
  state: z.enum(['closed', 'open', 'probing', 'parked', 'waiting']),
  sentence: z.string().nullable(),
  nextStep: z.string().nullable(),
  failureClass: FailureClass.nullable(),
  since: z.number().nullable(),
  /** When it is tried again by itself, ms since the epoch; null: not by itself. */
  until: z.number().nullable(),
})
export type ProviderGate = z.infer<typeof ProviderGate>

export const ProviderCard = z.object({
  name: z.string(),
  kind: ProviderKind,
  /** Where the program was found, or null. */
  path: z.string().nullable(),
  practice: z.boolean(),
  gate: ProviderGate.optional(),
})
export type ProviderCard = z.infer<typeof ProviderCard>

/** What recovery did at the last start, until somebody has seen it. `rows` holds the first of `total`. */
export const RecoveryReport = z.object({
  at: z.number(),
  total: z.int().min(1),
  rows: z.array(
    z.object({
      lane: LaneName,
      file: z.string(),
      itemId: z.string().nullable(),
      done: z.enum(['published', 'requeued', 'buried', 'parked', 'swept']),
      sentence: z.string(),
    }),
  ),
})
export type RecoveryReport = z.infer<typeof RecoveryReport>

export const Host = z.enum(['electron', 'browser'])
export type Host = z.infer<typeof Host>

/** A spend cap that is reached; nothing it covers is started until `until` (null: for good), or until the cap is raised. */
export const ReachedCap = z.object({
  scope: z.enum(['agent', 'lane', 'day']),
  /** `orchestrator/agent` or the lane; empty for the whole home, and for all of them, when none may spend anything. */
  name: z.string(),
  spentUsd: z.number(),
  capUsd: z.number(),
  until: z.number().nullable(),
  sentence: z.string(),
})
export type ReachedCap = z.infer<typeof ReachedCap>

/** What the runs of this day have used so far. `unpricedRuns` cost something that nobody knows. */
export const SpendToday = z.object({
  day: z.string(),
  costUsd: z.number(),
  estimated: z.boolean(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  runs: z.int(),
  unpricedRuns: z.int(),
  /** True when any cap is set, so that unknown costs matter. */
  capped: z.boolean(),
  /** The cap of the whole home for a day, or null. */
  capUsd: z.number().nullable(),
  reached: z.array(ReachedCap),
})
export type SpendToday = z.infer<typeof SpendToday>

/** The small replicated state: everything the panel shows that is not a long list or a log. */
export const Board = z.object({
  home: z.object({ path: z.string(), host: Host, version: z.string(), pid: z.int(), firstRun: z.boolean() }),
  supervisor: SupervisorStatus,
  lanes: z.array(LaneCard).max(500),
  active: z.array(ItemRow),
  activity: z.array(Activity),
  attention: z.array(Attention),
  /** The newest that runbooks wanted told, oldest first. */
  told: z.array(Told).max(bounds.boardTold).optional(),
  recovery: RecoveryReport.nullable(),
  providers: z.array(ProviderCard),
  spend: SpendToday.optional(),
  /** What waits for a person, oldest first. */
  decisions: z.array(DecisionCard).max(bounds.boardDecisions).optional(),
  /** Runs that are not over, by phase. */
  runs: z.object({ queued: z.int(), running: z.int(), waiting: z.int() }).optional(),
  /** When edited settings were last read, ms since the epoch; null: not since the app was opened. */
  settingsReadAt: z.number().nullable().optional(),
  /** The agent that answers messages of the `panel` channel, for the header of the compose dialog. */
  answering: z.object({ orchestrator: z.string(), agent: z.string(), provider: z.string() }).nullable(),
})
export type Board = z.infer<typeof Board>

/** A snapshot first, then the parts that changed. A slow reader gets a new snapshot, never a gap. */
export const BoardEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), revision: z.int(), board: Board }),
  z.object({ kind: z.literal('change'), revision: z.int(), board: Board.partial() }),
])
export type BoardEvent = z.infer<typeof BoardEvent>
