import { z } from 'zod'
import { SupervisorStatus } from '#shared/supervisor'

export const ContenderAsk = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('take'),
    round: z.int(),
    path: z.string(),
    mutex: z.string(),
    control: z.string(),
    door: z.string().nullable(),
  }),
  z.object({ ask: z.literal('release') }),
  z.object({ ask: z.literal('hold'), mutex: z.string() }),
])
export type ContenderAsk = z.infer<typeof ContenderAsk>

export const ContenderTold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('taken'), round: z.int(), mine: z.boolean(), pid: z.int(), liveness: z.string() }),
  z.object({ kind: z.literal('released') }),
  z.object({ kind: z.literal('holds') }),
  z.object({ kind: z.literal('failed'), sentence: z.string() }),
])
export type ContenderTold = z.infer<typeof ContenderTold>

export const OwnerPlan = z.object({
  homePath: z.string(),
  resourcesPath: z.string(),
  ignoreTerm: z.boolean().default(false),
  ignoreQuit: z.boolean().default(false),
  beatMs: z.int().default(5_000),
  /** As on a system that lets it have no control groups. */
  withoutGroups: z.boolean().default(false),
})
export type OwnerPlan = z.input<typeof OwnerPlan>

export const OwnerAsk = z.object({
  id: z.int(),
  ask: z.enum(['start', 'stop', 'stopNow', 'restart', 'retryWorkers', 'settled', 'quit']),
})
export type OwnerAsk = z.infer<typeof OwnerAsk>

export const OwnerTold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('refused'), sentence: z.string() }),
  z.object({
    kind: z.literal('board'),
    supervisor: SupervisorStatus,
    /** Agents at work. */
    working: z.int(),
    completed: z.int(),
  }),
  z.object({ kind: z.literal('done'), id: z.int(), trouble: z.string().nullable() }),
])
export type OwnerTold = z.infer<typeof OwnerTold>

export const ReaderPlan = z.object({ path: z.string() })

export const ReaderTold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reading') }),
  z.object({ kind: z.literal('read'), times: z.int(), different: z.int(), troubles: z.array(z.string()) }),
])
export type ReaderTold = z.infer<typeof ReaderTold>

export const WriterPlan = z.object({ path: z.string(), small: z.record(z.string(), z.unknown()), large: z.string() })

export const WriterTold = z.object({ troubles: z.array(z.string()), read: z.array(z.number().nullable()) })
export type WriterTold = z.infer<typeof WriterTold>
