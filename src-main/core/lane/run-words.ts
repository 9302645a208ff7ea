const words = new Set(['status', 'progress', '/status', '/progress'])

/** True for a message that asks how far a run is, and means nothing else. */
export function asksProgress(message: string): boolean {
  return words.has(message.trim().toLowerCase())
}
