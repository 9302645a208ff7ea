import { z } from 'zod'
import { Permissions } from '#shared/invocation'
import { Column, type ItemEvent, ItemEventKind } from '#shared/item'
import { MessageSummary } from '#shared/message'

/** Statements that give rows read whole numbers as `bigint`: one that JavaScript cannot hold is then a row of another shape, and no error. */
const Whole = z.union([z.number(), z.bigint().max(BigInt(Number.MAX_SAFE_INTEGER)).transform(Number)])

/** The newest known facts of an item, beyond what its file name says. */
export const ItemNotes = z.object({
  id: z.string(),
  status: z.string(),
  attempt: Whole,
  arrived_at: z.number(),
  changed_at: z.number(),
  bytes: z.number(),
  reason: z.string().nullable(),
  agent: z.string().nullable(),
  provider: z.string().nullable(),
  invocation_id: z.string().nullable(),
  result_file: z.string().nullable(),
  summary: z.string().nullable(),
  permissions: Permissions.nullable().catch(null),
  run_id: z.string().nullable(),
})
export type ItemNotes = z.infer<typeof ItemNotes>

/** The words of an item that lists show, or null when none are known or they cannot be read. */
export function summaryIn(notes: Pick<ItemNotes, 'summary'> | null): MessageSummary | null {
  if (notes?.summary == null) return null
  try {
    return MessageSummary.safeParse(JSON.parse(notes.summary)).data ?? null
  } catch {
    return null
  }
}

/** An item that a search found. */
export const FoundRow = z.object({
  lane: z.string(),
  id: z.string(),
  status: Column,
  changed_at: z.number(),
  result_file: z.string().nullable(),
})
export type FoundRow = z.infer<typeof FoundRow>

export const EventRow = z.object({
  at: z.number(),
  lane: z.string(),
  id: z.string(),
  kind: ItemEventKind,
  attempt: Whole,
  text: z.string(),
  invocation_id: z.string().nullable(),
})

export function eventOf(row: z.infer<typeof EventRow>): ItemEvent {
  const { invocation_id, ...event } = row
  return { ...event, invocationId: invocation_id }
}

/** One transition of an item, as it is recorded. */
export interface HistoryEntry {
  readonly event: ItemEvent
  readonly status: string
  readonly arrivedAt: number
  readonly bytes: number
  readonly reason: string | null
  readonly agent: string | null
  readonly provider: string | null
  readonly resultFile: string | null
  readonly summary: MessageSummary | null
  readonly permissions?: Permissions | null
  readonly runId?: string | null
  /** What the entry leaves as it was: it tells of something beside the item's state. */
  readonly keeps?: 'reason' | 'reason and time'
  /** When what it tells of began, ms; left out: when it happened. */
  readonly changedAt?: number
}

/** What two entries of one item come to, as if the first had been written before the second. */
export function followed(before: HistoryEntry, { event, keeps, ...later }: HistoryEntry): HistoryEntry {
  const isTimeKept = keeps === 'reason and time'
  const changedAt = isTimeKept ? (before.changedAt ?? before.event.at) : later.changedAt
  return {
    ...later,
    ...(keeps === undefined ? {} : { reason: before.reason }),
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(keeps === undefined || before.keeps === undefined ? {} : { keeps: isTimeKept ? before.keeps : 'reason' }),
    event: { ...event, invocationId: event.invocationId ?? before.event.invocationId },
    arrivedAt: before.arrivedAt,
    agent: later.agent ?? before.agent,
    provider: later.provider ?? before.provider,
    permissions: later.permissions ?? before.permissions ?? null,
    runId: later.runId ?? before.runId ?? null,
    resultFile: later.resultFile ?? before.resultFile,
    summary: later.summary ?? before.summary,
  }
}
