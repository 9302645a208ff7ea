/** A text as one line of at most `most` characters; however long it is, only its beginning is looked at. */
export function oneLine(text: string, most = 200): string {
  return text
    .trimStart()
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .trimEnd()
    .slice(0, most)
}
