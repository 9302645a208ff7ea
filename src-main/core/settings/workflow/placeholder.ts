/** `{{inputs.title}}`, or a piece of it: `{{inputs.title:0:80}}` are the first 80 characters, `{{inputs.title:6}}` all from the seventh. */
export const placeholderSource = String.raw`\{\{\s*([A-Za-z0-9_.-]+)((?::\d{1,7}){0,2})\s*\}\}`

/** The piece of a value that `:from` or `:from:count` names, in characters as people count them. */
export function pieceOf(value: string, piece: string): string {
  if (piece === '') return value
  const [from = 0, count] = piece.slice(1).split(':').map(Number)
  const end = count === undefined ? Number.POSITIVE_INFINITY : from + count
  let at = 0
  let kept = ''
  for (const character of value) {
    if (at >= end) break
    if (at++ >= from) kept += character
  }
  return kept
}
