/** Control characters but line ends and tabs, and what turns the direction of all that follows it. */
const harmful = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu

/** Foreign text without what would change how the text around it is read. */
export function harmlessText(text: string): string {
  return text.replace(harmful, '')
}
