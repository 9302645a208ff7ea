import { settledOr } from '../ground/settled-or'

/**
 * What the work gives, or null when `signal` aborted and it is not wanted any more. Then it has so many ms to come to an end:
 * on a disk that hangs it may never do so, and what it gives after that is not heard of.
 */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: Promise<Value>,
  graceMs: number,
): Promise<Value | null> {
  const late = new AbortController()
  let timer: NodeJS.Timeout | null = null
  const hurry = (): void => {
    timer ??= setTimeout(() => late.abort(), graceMs)
  }
  if (signal.aborted) hurry()
  signal.addEventListener('abort', hurry, { once: true })
  try {
    await settledOr(late.signal, work)
    return signal.aborted ? null : await work
  } finally {
    signal.removeEventListener('abort', hurry)
    if (timer !== null) clearTimeout(timer)
  }
}
