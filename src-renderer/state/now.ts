import { create } from 'zustand'

/** The one clock of every relative time on the page. */
export const useNow = create<{ readonly now: number }>(() => ({ now: Date.now() }))

export function runClock(signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') useNow.setState({ now: Date.now() })
  }, 1000)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
