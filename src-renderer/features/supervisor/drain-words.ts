import { counted, duration } from '#shared/words'

/** What a stop waits for; `leftMs` is how long that may still take, in whole seconds. */
export function drainSentence(active: number, leftMs: number): string {
  const items = counted(active, 'item')
  if (leftMs <= 0) return `The wait is over: ${items} ${active === 1 ? 'is' : 'are'} being ended and put back in line.`
  return `Waiting for ${items} to finish, for at most ${wholeSeconds(leftMs)} more.`
}

function wholeSeconds(ms: number): string {
  return ms < 10_000 ? `${Math.ceil(ms / 1000)} s` : duration(ms)
}
