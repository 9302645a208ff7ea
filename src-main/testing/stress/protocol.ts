import { z } from 'zod'

export const HostPlan = z.object({ homePath: z.string(), resourcesPath: z.string(), seed: z.int() })
export type HostPlan = z.infer<typeof HostPlan>

/** What a process that owns a home for a stress test tells. */
export const OwnerTold = z.object({ kind: z.literal('serving') })
export type OwnerTold = z.infer<typeof OwnerTold>

export const PresserAsk = z.object({ ask: z.enum(['press', 'own', 'report']), round: z.int() })
export type PresserAsk = z.infer<typeof PresserAsk>

/** What a process that presses the supervisor's buttons tells. */
export const PresserTold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), round: z.int() }),
  z.object({
    kind: z.literal('report'),
    /** Calls made, by name; calls refused, by sentence; statuses read, by state. */
    counts: z.record(z.string(), z.int()),
    /** Whatever must not happen. */
    troubles: z.array(z.string()),
  }),
])
export type PresserTold = z.infer<typeof PresserTold>
