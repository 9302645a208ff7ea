/** `; the nearest is "x"` for a name that is nearly one of these, else nothing. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const nearest = nearestOf(wrong, known)
  return nearest === null ? '' : `; the nearest is "${nearest}"`
}

/** The known name that is most like a wrong one, or null when none is like it. */
export function nearestOf(wrong: string, known: readonly string[]): string | null {
  let nearest: string | null = null
  let least = Math.max(wrong.length < 4 ? 1 : 2, Math.floor(wrong.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase(), least)
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest
}

/** Levenshtein's distance, or `limit` when it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 100 || b.length > 100) return limit
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced))
    }
    before = row
  }
  return Math.min(before[b.length] ?? limit, limit)
}
