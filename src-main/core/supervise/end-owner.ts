import { pause } from '../ground/changes'
import { Refused } from '../ground/refused'
import { killExactly, type ProcessPort, systemProcesses } from '../provider/sweep'
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

/** How often to look whether it is gone, in ms. */
const lookMs = 50

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
    const nextStep =
      'Stop it on that machine. If that machine is gone, delete daemon/supervisor.lock in the home folder.'
    throw new Refused('owned_by_another', sentence, nextStep)
  }
  if (liveness === 'answers') {
    const asked = await peer.quit(owner.control).then(
      () => true,
      () => false,
    )
    if (asked && (await gone(owner, bounds.politeMs, processes))) return
  }
  for (const [signal, boundMs] of [
    ['SIGTERM', bounds.termMs],
    ['SIGKILL', bounds.killMs],
  ] as const) {
    const { pid, processStartedAt: startedAt } = owner
    // Of one whose start time is not known nobody could say that it is the one.
    if (startedAt !== null && (await killExactly(processes, { pid, startedAt }, signal))) {
      // One that was halted hears of it, and so stops properly, only once it goes on.
      if (signal === 'SIGTERM' && process.platform !== 'win32') {
        await killExactly(processes, { pid, startedAt }, 'SIGCONT')
      }
    }
    if (await gone(owner, boundMs, processes)) return
  }
  throw new Refused('owned_by_another', `Process ${owner.pid} refuses to end.`, 'End it with the system’s own means.')
}

async function gone(owner: Owner, boundMs: number, processes: ProcessPort): Promise<boolean> {
  const until = performance.now() + boundMs
  const never = new AbortController().signal
  while (await lives(owner, processes)) {
    if (performance.now() > until) return false
    await pause(lookMs, never)
  }
  return true
}

/** Of an owner whose start time is not known, any process with its pid counts. */
async function lives({ pid, processStartedAt }: Owner, processes: ProcessPort): Promise<boolean> {
  const startedAt = await processes.startTime(pid)
  return startedAt !== null && (processStartedAt === null || processStartedAt === startedAt)
}
