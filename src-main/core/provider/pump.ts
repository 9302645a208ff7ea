import type { Readable } from 'node:stream'
import type { CappedLog } from './capped-log'

/**
 * Carries a stream to its log and its reader, chunk by chunk, at the pace of the disk. Ends when the stream ends
 * or is destroyed; what is thrown by `take` goes to the caller.
 */
export async function pump(stream: Readable, log: CappedLog, take: (chunk: Uint8Array) => void): Promise<void> {
  const chunks: AsyncIterator<unknown> = stream[Symbol.asyncIterator]()
  for (;;) {
    const chunk = await nextOf(chunks)
    if (chunk === null) return
    await log.write(chunk)
    take(chunk)
  }
}

async function nextOf(chunks: AsyncIterator<unknown>): Promise<Uint8Array | null> {
  try {
    const next = await chunks.next()
    return next.done !== true && next.value instanceof Uint8Array ? next.value : null
  } catch {
    return null // the other end went away, or we stopped waiting for it
  }
}
