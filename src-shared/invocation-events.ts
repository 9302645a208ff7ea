import { z } from 'zod'

const Text = z.string()
/** Names a tool call, so that its result can be shown with it. */
const Call = z.string().nullable()

/** What happened in a run, whichever program told it. Long text is cut, and `cut` then true. */
export const RunStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: Text }),
  z.object({ kind: z.literal('thinking'), text: Text }),
  /** `input` is a command line for tools that run one, else JSON. */
  z.object({ kind: z.literal('tool'), call: Call, name: z.string(), input: Text }),
  z.object({ kind: z.literal('result'), call: Call, text: Text, ok: z.boolean() }),
  /** `ok` is false where it could not be made. */
  z.object({
    kind: z.literal('change'),
    path: z.string(),
    change: z.enum(['add', 'update', 'delete']),
    ok: z.boolean().default(true),
  }),
  /** The program itself tries again; `attempt` of `of`, after `delayMs`, as far as it says. */
  z.object({
    kind: z.literal('retry'),
    text: Text,
    attempt: z.number().nullable(),
    of: z.number().nullable(),
    delayMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal('error'), text: Text }),
  /** Something Lanekeeper noticed about the run. */
  z.object({ kind: z.literal('notice'), text: Text }),
  /** Always the last. */
  z.object({ kind: z.literal('done'), ok: z.boolean(), text: Text }),
])
export type RunStep = z.infer<typeof RunStep>

/** `seq` counts from 1 without a gap; `at` is ms since the epoch. */
export const InvocationEvent = z.intersection(
  z.object({ seq: z.int().min(1), at: z.number(), cut: z.boolean() }),
  RunStep,
)
export type InvocationEvent = z.infer<typeof InvocationEvent>

/**
 * One batch of followed events. `skipped` counts those before the first that was sent; `ended` is set on the last batch,
 * and the stream then closes.
 */
export const InvocationEvents = z.object({
  events: z.array(InvocationEvent),
  skipped: z.int().min(0),
  ended: z.boolean(),
})
export type InvocationEvents = z.infer<typeof InvocationEvents>
