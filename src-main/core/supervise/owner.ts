import { request } from 'node:http'
import { hostname } from 'node:os'
import { z } from 'zod'
import { processStartTime } from '../provider/process-table'

/** Who owns a home: enough to tell a live owner from a dead one whose pid was given to somebody else. */
export const Owner = z.object({
  pid: z.int().min(1),
  /** With the pid, names one process for good, also across restarts of the machine. */
  processStartedAt: z.string().nullable(),
  instance: z.string(),
  host: z.string(),
  machine: z.string(),
  since: z.number(),
  control: z.string(),
  version: z.string(),
  /** Started by the command line to run on its own. */
  detached: z.boolean(),
})
export type Owner = z.infer<typeof Owner>

/**
 * `answers`: its process runs and answers as this instance. `mute`: its process runs and does not answer; it may be stopped
 * or busy, so it still owns the home. `dead`: its process is gone. `elsewhere`: another machine's, which cannot be
 * asked from here.
 */
export type OwnerLiveness = 'answers' | 'mute' | 'dead' | 'elsewhere'

/** How long an owner may take to answer, in ms. */
const answerMs = 2000

export async function livenessOf(owner: Owner, boundMs: number = answerMs): Promise<OwnerLiveness> {
  if (owner.machine !== hostname()) return 'elsewhere'
  const startedAt = await processStartTime(owner.pid)
  if (startedAt === null) return 'dead'
  if (owner.processStartedAt !== null && owner.processStartedAt !== startedAt) return 'dead'
  return (await askOwner(owner.control, boundMs))?.instance === owner.instance ? 'answers' : 'mute'
}

/** Who answers at a control path, or null when nobody does within the bound. */
export function askOwner(control: string, boundMs: number = answerMs): Promise<Owner | null> {
  const answered = Promise.withResolvers<Owner | null>()
  const asked = request({ socketPath: control, path: '/owner', timeout: boundMs, agent: false }, (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
      if (text.length > 10_000) asked.destroy()
    })
    response.on('end', () => answered.resolve(ownerIn(text)))
    response.on('error', () => answered.resolve(null))
  })
  const late = setTimeout(() => asked.destroy(), boundMs)
  asked.on('error', () => answered.resolve(null))
  asked.on('close', () => {
    clearTimeout(late)
    answered.resolve(null)
  })
  asked.end()
  return answered.promise
}

/** The owner a text tells of, or null when it is no such record (gone, half-written, from a later version). */
export function ownerIn(text: string): Owner | null {
  try {
    return Owner.parse(JSON.parse(text))
  } catch {
    return null
  }
}
