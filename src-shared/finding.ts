import { z } from 'zod'

/** From nothing to do, over worth knowing and better mended, to what keeps Lanekeeper from working. */
export const verdicts = ['ok', 'notice', 'warning', 'error'] as const
export const Verdict = z.enum(verdicts)
export type Verdict = z.infer<typeof Verdict>

/** One thing that was examined about a home or its machine. `id` is stable, `remedy` says what to do about it. */
export const Finding = z.object({ id: z.string(), verdict: Verdict, detail: z.string(), remedy: z.string().nullable() })
export type Finding = z.infer<typeof Finding>
