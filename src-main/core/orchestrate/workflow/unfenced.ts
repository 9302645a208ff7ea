const fence = '```'

/** A text without the code fence that may stand around it. */
export function unfenced(text: string): string {
  const trimmed = text.trim()
  if (trimmed.length < 2 * fence.length || !trimmed.startsWith(fence) || !trimmed.endsWith(fence)) return trimmed
  const inner = trimmed.slice(fence.length, -fence.length)
  return (inner.startsWith('json') ? inner.slice('json'.length) : inner).trim()
}
