import type { WorkerKeeper } from './worker-keeper'

/** What a last look at the processes of attempts found. */
export interface Verified {
  /** Processes that were still there and are gone now. */
  readonly ended: readonly number[]
  /** Processes that refuse to die. */
  readonly left: readonly number[]
}

export interface EndOptions {
  /** How long active items may go on by themselves. */
  readonly drainMs: number
  /** Ends the drain at once. */
  readonly drainNow: AbortSignal
  /** How long they may then take to end. */
  readonly endMs: number
  readonly verify: () => Promise<Verified>
  /** Called now and then while it waits, so that what is waited for can be shown. */
  readonly changed: () => void
}

/** After workers were told to leave everything, this long until they count as left, in ms. */
const leaveMs = 5_000
const verifyMs = 20_000

/**
 * Ends workers with proof: nothing new, a drain, an end by force, and then a look for processes that are left. Takes at the
 * most the sum of its bounds, whatever refuses.
 */
export async function endWorkers(
  keepers: readonly WorkerKeeper[],
  options: EndOptions,
): Promise<Verified & { readonly leftWorkers: readonly string[] }> {
  const { drainMs, endMs, changed } = options
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
    later(endMs, () => leave.abort())
    later(endMs + leaveMs, () => late.resolve())
  }
  if (drainMs === 0 || options.drainNow.aborted) force()
  else {
    options.drainNow.addEventListener('abort', force, { once: true })
    later(drainMs, force)
  }
  const shown = setInterval(changed, 250)
  waits.defer(() => clearInterval(shown))
  await Promise.race([ended, late.promise])
  const verified = await Promise.race([options.verify(), unverified(later)])
  return { ...verified, leftWorkers: [...ending].map((keeper) => keeper.health.name) }
}

function unverified(later: (ms: number, step: () => void) => void): Promise<never> {
  const late = Promise.withResolvers<never>()
  later(verifyMs, () => late.reject(new Error('It could not be verified in time that every process is gone.')))
  return late.promise
}
