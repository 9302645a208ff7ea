import { z } from 'zod'

/** Goes into an argv when the conversation is resumed, so it must not be taken for an option there. */
export const SessionId = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,199}$/)

/** Tokens or dollars of one run. What is less than nothing, or beyond reason, would lift or break the sums of a day. */
export const Amount = z.number().min(0).max(1e12)
