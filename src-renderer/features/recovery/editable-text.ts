/** A whole number that JavaScript would round: laying it out anew would change it. */
const roundedNumber = /\d{16,}/

/** A text as an editor shows it: JSON on one line is laid out, any other text stays as its writer left it. */
export function editableText(text: string): string {
  if (text.trimEnd().includes('\n') || roundedNumber.test(text)) return text
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`
  } catch {
    return text
  }
}
