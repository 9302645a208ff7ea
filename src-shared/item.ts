import { z } from 'zod'
import { Permissions } from './invocation'
import { MessageSummary } from './message'

const itemStatuses = ['pending', 'active', 'completed', 'failed', 'dead', 'rejected'] as const
export const ItemStatus = z.enum(itemStatuses)
export type ItemStatus = z.infer<typeof ItemStatus>

/** Where an item stands in a lane: its status, or the trash it was discarded to. */
export const columns = [...itemStatuses, 'trash'] as const
export const Column = z.enum(columns)
export type Column = z.infer<typeof Column>

export const ColumnCounts = z.record(Column, z.int().min(0))
export type ColumnCounts = z.infer<typeof ColumnCounts>

export const LaneName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)

/**
 * One item as a list shows it. `id` stays the same while the item moves through its lane; `lane`, `column` and
 * `file` together name exactly one file right now. Times are milliseconds since the epoch.
 */
export const ItemRow = z.object({
  lane: LaneName,
  id: z.string().max(600),
  file: z.string().max(600),
  column: Column,
  waiting: z.boolean(),
  attempt: z.int().min(1),
  interrupted: z.int().min(0),
  arrivedAt: z.number(),
  changedAt: z.number(),
  notBefore: z.number().nullable(),
  bytes: z.number().min(0),
  summary: MessageSummary.nullable(),
  reason: z.string().nullable(),
  agent: z.string().nullable(),
  provider: z.string().nullable(),
  invocationId: z.string().nullable(),
  /** The run of a workflow it is in, where one is known. */
  runId: z.string().nullable().optional(),
  /** What its agent may do unasked, where an invocation of it is known. */
  permissions: Permissions.nullable().optional(),
})
export type ItemRow = z.infer<typeof ItemRow>

/** A step in an item's life, in the words of the timeline. */
export const ItemEventKind = z.enum([
  'enqueued',
  'seen',
  'claimed',
  'invoked',
  'refused',
  'completed',
  'failed',
  'interrupted',
  'held',
  'waiting',
  'resumed',
  'buried',
  'rejected',
  'retried',
  'requeued',
  'released',
  'resent',
  'repaired',
  'discarded',
  'restored',
  'recovered',
])
export type ItemEventKind = z.infer<typeof ItemEventKind>

export const ItemEvent = z.object({
  at: z.number(),
  lane: LaneName,
  id: z.string(),
  kind: ItemEventKind,
  attempt: z.int().min(1),
  text: z.string(),
  invocationId: z.string().nullable(),
})
export type ItemEvent = z.infer<typeof ItemEvent>
