/** Waits for `work`, but not for ever: rejects with `sentence` after `limitMs`. The work itself goes on. */
export async function bounded<T>(work: Promise<T>, limitMs: number, sentence: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(sentence)), limitMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
