import { z } from 'zod'
import { ColumnCounts, ItemEvent, ItemRow, LaneName } from './item'
import { SupervisorStatus } from './supervisor'

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
  /** What is wrong with the lane as a whole (a folder gone, watching impossible), or null. */
  trouble: z.string().nullable(),
})
export type LaneCard = z.infer<typeof LaneCard>

export const Activity = ItemEvent.extend({ seq: z.int(), title: z.string() })
export type Activity = z.infer<typeof Activity>

/** Something a person should look at. `id` is stable while the cause lasts. */
export const Attention = z.object({
  id: z.string(),
  level: z.enum(['notice', 'warning', 'error']),
  sentence: z.string(),
  nextStep: z.string().nullable(),
  lane: LaneName.nullable(),
  itemId: z.string().nullable(),
})
export type Attention = z.infer<typeof Attention>

export const ProviderCard = z.object({
  name: z.string(),
  kind: z.enum(['anthropic', 'openai', 'command']),
  /** Where the program was found, or null. */
  path: z.string().nullable(),
  practice: z.boolean(),
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
      done: z.enum(['published', 'requeued', 'buried', 'swept']),
      sentence: z.string(),
    }),
  ),
})
export type RecoveryReport = z.infer<typeof RecoveryReport>

export const Host = z.enum(['electron', 'browser'])
export type Host = z.infer<typeof Host>

/** The small replicated state: everything the panel shows that is not a long list or a log. */
export const Board = z.object({
  home: z.object({ path: z.string(), host: Host, version: z.string(), pid: z.int(), firstRun: z.boolean() }),
  supervisor: SupervisorStatus,
  lanes: z.array(LaneCard).max(500),
  active: z.array(ItemRow),
  activity: z.array(Activity),
  attention: z.array(Attention),
  recovery: RecoveryReport.nullable(),
  providers: z.array(ProviderCard),
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
