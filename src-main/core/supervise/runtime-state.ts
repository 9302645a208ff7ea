import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { StopReceipt, SupervisorState, WorkerHealth } from '#shared/supervisor'
import { faultCode } from '../ground/fault-code'
import { LeftBehind, nothingLeft } from './left-processes'

/** `runtime.json`: what the owner of a home last said of itself. Only the owner writes it; whoever reads it verifies it. */
export const RuntimeState = z.object({
  instance: z.string(),
  pid: z.int(),
  host: z.string(),
  version: z.string(),
  state: SupervisorState,
  since: z.number(),
  reason: z.string().nullable(),
  /** When the owner was last known to live, ms. */
  beatAt: z.number(),
  /** The time that what is kept for days was measured by then, ms; absent in the state of an older version. */
  tidiedAt: z.number().optional(),
  workers: z.array(WorkerHealth),
  receipt: StopReceipt.nullable(),
  /** What refused to die, so that the next owner looks at it too. */
  left: LeftBehind.default(nothingLeft),
})
export type RuntimeState = z.infer<typeof RuntimeState>

/** The record as it stands, or null when there is none. Throws when it cannot be read or is no such record. */
export async function readRuntime(path: string): Promise<RuntimeState | null> {
  try {
    return RuntimeState.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
}
