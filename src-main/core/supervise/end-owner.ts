import { pause } from '../observe/changes'
import { type ProcessPort, signalTo, systemProcesses } from '../provider/sweep'
import { Refused } from '../refused'
import { livenessOf, type Owner } from './owner'

/** How to speak with the owner of a home over its control socket. */
export interface OwnerPeer {
  /** Asks it to end. Resolves once it has accepted, rejects when it cannot be reached. */
  quit(control: string): Promise<void>
  panelAddress(control: string): Promise<{ address: string | null }>
}

export interface EndOwnerBounds {
  /** For a stop that drains, ends runs and verifies. */
  readonly politeMs: number
  readonly termMs: number
  readonly killMs: number
}

const shippedBounds: EndOwnerBounds = { politeMs: 120_000, termMs: 60_000, killMs: 10_000 }

/**
 * Ends the process that owns a home: asked over its control socket first, so that it stops properly; by SIGTERM when it does
 * not answer; by SIGKILL when that does not help. Only ever the very process that was recorded. Rejects when it still
 * lives after all bounds.
 */
export async function endOwner(
  owner: Owner,
  peer: OwnerPeer,
  bounds: EndOwnerBounds = shippedBounds,
  processes: ProcessPort = systemProcesses,
): Promise<void> {
  const liveness = await livenessOf(owner)
  if (liveness === 'dead') return
  if (liveness === 'elsewhere') {
    const sentence = `The home is owned by process ${owner.pid} of the machine ${owner.machine}.`
    throw new Refused('owned_by_another', sentence, 'Stop it on that machine.')
  }
  if (liveness === 'answers') {
    const asked = await peer.quit(owner.control).then(
      () => true,
      () => false,
    )
    if (asked && (await gone(owner, bounds.politeMs))) return
  }
  for (const [signal, boundMs] of [
    ['SIGTERM', bounds.termMs],
    ['SIGKILL', bounds.killMs],
  ] as const) {
    if ((await processes.startTime(owner.pid)) === owner.processStartedAt) signalTo(processes, owner.pid, signal)
    if (await gone(owner, boundMs)) return
  }
  throw new Refused('owned_by_another', `Process ${owner.pid} refuses to end.`, 'End it with the system’s own means.')
}

async function gone(owner: Owner, boundMs: number): Promise<boolean> {
  const until = performance.now() + boundMs
  const never = new AbortController().signal
  for (;;) {
    if ((await livenessOf(owner, 500)) === 'dead') return true
    if (performance.now() > until) return false
    await pause(100, never)
  }
}
