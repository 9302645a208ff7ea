import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { BoardEvent } from './board'
import { Invocation, InvocationId, LogBatch } from './invocation'
import { Column, ItemEvent, ItemRow, LaneName } from './item'
import { bounds } from './limits'
import { IncomingMessage } from './message'
import { Refusal } from './refusal'

/** Every call may be refused; a refusal is expected failure and carries its own sentence. */
const call = oc.errors({ REFUSED: { data: Refusal } })

/** What became of one dropped file. `id` is the item it became. */
export const DropVerdict = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), name: z.string(), id: z.string() }),
  z.object({ accepted: z.literal(false), name: z.string(), reason: z.string() }),
])
export type DropVerdict = z.infer<typeof DropVerdict>

export const LaneWindowQuery = z.object({
  lane: LaneName,
  column: Column,
  /** Plain text to find in the file name and, where they are known, sender and message; empty: everything. */
  search: z.string().max(200),
  offset: z.int().min(0),
  limit: z.int().min(1).max(bounds.windowRows),
})
export type LaneWindowQuery = z.infer<typeof LaneWindowQuery>

/** The rows at `offset`; `total` counts what the query matches. */
export const LaneWindow = z.object({ offset: z.int().min(0), total: z.int().min(0), rows: z.array(ItemRow) })
export type LaneWindow = z.infer<typeof LaneWindow>

export const ShownText = z.object({ text: z.string(), truncated: z.boolean(), bytes: z.number() })
export type ShownText = z.infer<typeof ShownText>

/** Everything the inspector shows of one item. `row` is null when no file of the item is left in the lane. */
export const ItemDetail = z.object({
  row: ItemRow.nullable(),
  payload: ShownText.nullable(),
  result: ShownText.extend({ file: z.string() }).nullable(),
  timeline: z.array(ItemEvent),
  invocations: z.array(Invocation),
})
export type ItemDetail = z.infer<typeof ItemDetail>

/** What `lanes.send` needs of a new message; the core adds id and time. */
export const ComposedMessage = IncomingMessage.pick({ message: true, conversationId: true }).extend({
  channel: z.string().min(1).max(100),
  channelProfileId: z.string().min(1).max(200).optional(),
  sender: z.string().min(1).max(200),
  message: z.string().min(1).max(1_000_000),
})
export type ComposedMessage = z.infer<typeof ComposedMessage>

export const Sample = z.object({ name: z.string(), title: z.string(), text: z.string() })
export type Sample = z.infer<typeof Sample>

export const SettingsView = z.object({
  configPath: z.string(),
  text: z.string(),
  problems: z.array(
    z.object({ file: z.string(), line: z.int().nullable(), column: z.int().nullable(), sentence: z.string() }),
  ),
  providers: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      program: z.string(),
      path: z.string().nullable(),
      usedBy: z.array(z.string()),
    }),
  ),
})
export type SettingsView = z.infer<typeof SettingsView>

export const contract = {
  board: {
    /** The board, live. Ends only when the caller leaves or the host closes. */
    follow: call.output(eventIterator(BoardEvent)),
  },
  supervisor: {
    /** Each returns once the request is accepted; the board tells how it goes on. */
    start: call.output(z.object({})),
    stop: call.output(z.object({})),
    restart: call.output(z.object({})),
  },
  lanes: {
    /** A window of one column, sent at once and again whenever it changes. */
    window: call.input(LaneWindowQuery).output(eventIterator(LaneWindow)),
    /** One item, sent at once and again whenever it changes. */
    item: call.input(z.object({ lane: LaneName, id: z.string().max(600) })).output(eventIterator(ItemDetail)),
    /** Checks each file and enqueues the good ones; one verdict per file, in the order given. */
    drop: call
      .input(
        z.object({
          lane: LaneName,
          files: z
            .array(z.object({ name: z.string().max(1000), text: z.string() }))
            .min(1)
            .max(bounds.dropFiles),
        }),
      )
      .output(z.object({ verdicts: z.array(DropVerdict) })),
    send: call.input(z.object({ lane: LaneName, message: ComposedMessage })).output(z.object({ id: z.string() })),
  },
  invocations: {
    /** Newest first. */
    recent: call.input(z.object({ limit: z.int().min(1).max(500) })).output(z.array(Invocation)),
    /** The record, sent at once and again whenever it changes; ends when the invocation has ended. */
    follow: call.input(z.object({ id: InvocationId })).output(eventIterator(Invocation)),
    /** The log from its tail on, then what is written while it runs. */
    log: call.input(z.object({ id: InvocationId })).output(eventIterator(LogBatch)),
  },
  home: {
    samples: call.output(z.array(Sample)),
    settings: call.output(SettingsView),
  },
}
export type Contract = typeof contract
