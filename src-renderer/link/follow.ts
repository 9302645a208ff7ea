import { type Failure, failureOf } from './failure'
import type { PanelClient } from './line'
import type { PanelLink } from './panel-link'
import { redialDelayMs } from './redial-delay'

export interface Following<T> {
  readonly open: (client: PanelClient, signal: AbortSignal) => Promise<AsyncIterable<T>>
  readonly take: (event: T) => void
  /** Called before each subscription: what comes next starts from the beginning again. */
  readonly begin?: () => void
  readonly failed: (failure: Failure) => void
  /** Whether what was taken says that nothing more will come; a stream that ends before is opened again. */
  readonly complete?: () => boolean
}

/**
 * Follows one stream across lost lines: every new line gets a new subscription. Returns when the signal aborts, the
 * stream is complete, or the core refuses it.
 */
export async function follow<T>(link: PanelLink, following: Following<T>, signal: AbortSignal): Promise<void> {
  let attempt = 0
  for (;;) {
    const line = await link.opened(signal)
    if (line === null) return
    try {
      following.begin?.()
      for await (const event of await following.open(line.client, signal)) {
        if (signal.aborted) return
        attempt = 0
        following.take(event)
      }
      if (following.complete?.() === true) return
    } catch (error) {
      if (signal.aborted) return
      if (line.isOpen()) {
        const failure = failureOf(error)
        following.failed(failure)
        if (failure.refused) return
      }
    }
    attempt += 1
    await link.pause(redialDelayMs(attempt, Math.random()), signal)
  }
}
