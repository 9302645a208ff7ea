import { constants } from 'node:os'

/**
 * Calls `end` when this process is asked to end: by a signal, or by the program that started it going away, which
 * closes the channel between the two. May call it again. A second signal ends the process at once.
 */
export function onEndRequest(end: () => void): void {
  let signalled = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signalled) process.exit(128 + constants.signals[signal])
      signalled = true
      end()
    })
  }
  process.once('disconnect', end)
}
