import leven from 'leven'

/** `; the nearest is "x"` for a name that is nearly one of these, else nothing. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const nearest = nearestOf(wrong, known)
  return nearest === null ? '' : `; the nearest is "${nearest}"`
}

/** Longer names are nobody's misspelling, and what comparing them takes grows with the square of their length. */
const longest = 100

/** The known name that is most like a wrong one, or null when none is like it. */
export function nearestOf(wrong: string, known: readonly string[]): string | null {
  if (wrong.length > longest) return null
  let nearest: string | null = null
  let least = Math.max(wrong.length < 4 ? 1 : 2, Math.floor(wrong.length / 3)) + 1
  for (const name of known) {
    if (name.length > longest) continue
    const distance = leven(wrong.toLowerCase(), name.toLowerCase(), { maxDistance: least })
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest
}
