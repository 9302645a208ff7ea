import { z } from 'zod'
import { Sent } from './sent'

/** An operator's move, on a file named as it stands. */
export const OperatorMove = z.discriminatedUnion('move', [
  z.object({ move: z.literal('retry'), file: z.string() }),
  z.object({ move: z.literal('requeue'), file: z.string() }),
  z.object({ move: z.literal('discard'), from: z.enum(['incoming', 'dead', 'rejected']), file: z.string() }),
  z.object({ move: z.literal('restore'), file: z.string() }),
  /** Of an item in `dead`, with the text of its copy. */
  z.object({ move: z.literal('resend'), file: z.string(), text: z.string() }),
])
export type OperatorMove = z.infer<typeof OperatorMove>

/** What a lane program is to do, given to it as JSON in its first argument's file. */
export const LanePlan = z.object({
  /** The lane's folder. */
  lane: z.string(),
  history: z.string(),
  effects: z.string(),
  inFlight: z.number(),
  durability: z.enum(['full', 'relaxed']),
  /** Longest a scripted run takes, ms. */
  workMs: z.number(),
  /** Messages it enqueues itself; those of one line one after another, the lines side by side. */
  enqueue: z.array(z.array(Sent)),
  /** Moves it makes one after another before anything else. */
  operate: z.array(OperatorMove),
  /** False: only the moves above, no recovery and no work. */
  works: z.boolean(),
  /** When it ends: once everything is done, the same after its standard input has ended, or not before it is killed. */
  ends: z.enum(['quiet', 'quiet after input', 'killed']),
})
export type LanePlan = z.infer<typeof LanePlan>
