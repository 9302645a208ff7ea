import type { EndedProcess, LeftProcess, Reach } from '#shared/supervisor'
import type { WorkerKeeper } from './worker-keeper'

/** What a last look at the processes of attempts found. */
export interface Verified {
  /** Processes that were still there and are gone now. */
  readonly ended: readonly EndedProcess[]
  /** Processes that refuse to die, and the first of them by name. */
  readonly left: readonly number[]
  readonly named?: readonly LeftProcess[]
  readonly reach: Reach
}

export interface EndBounds {
  /** How long active items may take to end once told so. */
  readonly endMs: number
  /** After workers were told to leave everything, this long until they count as left. */
  readonly leaveMs: number
  readonly verifyMs: number
}

export interface EndOptions {
  /** How long active items may go on by themselves. */
  readonly drainMs: number
  /** Ends the drain at once. */
  readonly drainNow: AbortSignal
  readonly bounds: EndBounds
  readonly verify: () => Promise<Verified>
  /** Called now and then while it waits, so that what is waited for can be shown. */
  readonly changed: () => void
}

export interface EndedWorkers extends Verified {
  readonly leftWorkers: readonly string[]
  /** Why it could not be verified that every process is gone, or null. */
  readonly unverified: Error | null
}

/**
 * Ends workers with proof: nothing new, a drain, an end by force, and then a look for processes that are left. Takes at the
 * most the sum of its bounds, whatever refuses. Never rejects.
 */
export async function endWorkers(keepers: readonly WorkerKeeper[], options: EndOptions): Promise<EndedWorkers> {
  const { drainMs, bounds, changed } = options
  const drained = new AbortController()
  const leave = new AbortController()
  await using waits = new AsyncDisposableStack()
  const later = (ms: number, step: () => void): void => {
    const timer = setTimeout(step, ms)
    waits.defer(() => clearTimeout(timer))
  }
  const ending = new Set(keepers)
  const ended = Promise.all(
    keepers.map(async (keeper) => {
      await keeper.end({ drained: drained.signal, leave: leave.signal })
      ending.delete(keeper)
    }),
  )
  const late = Promise.withResolvers<void>()
  const force = (): void => {
    if (drained.signal.aborted) return
    drained.abort(new Error('The supervisor was stopped.'))
    later(bounds.endMs, () => leave.abort())
    later(bounds.endMs + bounds.leaveMs, () => late.resolve())
  }
  if (drainMs === 0 || options.drainNow.aborted) force()
  else {
    options.drainNow.addEventListener('abort', force, { once: true })
    waits.defer(() => options.drainNow.removeEventListener('abort', force))
    later(drainMs, force)
  }
  const shown = setInterval(changed, 250)
  waits.defer(() => clearInterval(shown))
  await Promise.race([ended, late.promise])
  const leftWorkers = [...ending].map((keeper) => keeper.health.name)
  try {
    return { ...(await Promise.race([options.verify(), tooLate(bounds, later)])), leftWorkers, unverified: null }
  } catch (cause) {
    const unverified = cause instanceof Error ? cause : new Error(String(cause))
    return { ended: [], left: [], reach: 'descent', leftWorkers, unverified }
  }
}

function tooLate({ verifyMs }: EndBounds, later: (ms: number, step: () => void) => void): Promise<never> {
  const late = Promise.withResolvers<never>()
  later(verifyMs, () => late.reject(new Error('it could not be verified in time that every process is gone')))
  return late.promise
}
