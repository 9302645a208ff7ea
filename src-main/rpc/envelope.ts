import { z } from 'zod'

/** Their bodies are read before anything checks them; no call of the contract has such a body. */
const bodyHeaders = ['content-type', 'content-disposition']

/**
 * What a client may send: a request, or the end of one. Anything else would go wrong inside the link, which can only complain
 * of it.
 */
export const Envelope = z.union([
  z.object({ i: z.string().max(64), t: z.literal(4) }),
  z.object({
    i: z.string().max(64),
    p: z.object({
      u: z.string().startsWith('/').max(2000),
      m: z.string().optional(),
      h: z
        .record(z.string(), z.union([z.string(), z.array(z.string())]))
        .refine((headers) => bodyHeaders.every((name) => !Object.hasOwn(headers, name)))
        .optional(),
      b: z.unknown().optional(),
    }),
  }),
])

/** Whether the text of a frame holds one. */
export function holdsEnvelope(frame: unknown): boolean {
  if (typeof frame !== 'string') return false
  try {
    return Envelope.safeParse(JSON.parse(frame)).success
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
