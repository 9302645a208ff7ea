import { AsyncIteratorClass } from '@orpc/server'

export interface StreamOwner {
  /** Aborts when the client leaves the stream or the link closes. */
  readonly signal: AbortSignal
  /** Turns a failure of the source into what the client is told. */
  readonly told: (error: unknown) => unknown
  /** Called exactly once, when the stream is over for any reason. */
  readonly onClose: () => void
}

/**
 * A stream that closes its source however it ends. The link alone would not: it drops an iterator unread when the
 * client leaves before the first event.
 */
export function ownedStream<T>(
  source: AsyncIterator<T, unknown>,
  { signal, told, onClose }: StreamOwner,
): AsyncIteratorClass<T> {
  const stream = new AsyncIteratorClass<T>(
    async () => {
      try {
        return await source.next()
      } catch (error) {
        throw told(error)
      }
    },
    async (reason) => {
      signal.removeEventListener('abort', leave)
      onClose()
      if (reason === 'next') return
      try {
        await source.return?.()
      } catch (error) {
        told(error)
      }
    },
  )
  const leave = () => void stream.return()
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave)
  return stream
}

export function isStream(value: unknown): value is AsyncIterator<unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}
