import { ORPCError, os } from '@orpc/server'
import { clientError, type OnBug } from './client-error'
import { isStream, ownedStream } from './owned-stream'

/** One client's link. Every call and every open stream counts until it is over. */
export interface Connection {
  openRequests: number
}

/** Calls and streams that one link may have open at a time; the next one is answered TOO_MANY_REQUESTS. */
export const openRequestsLimit = 128

/** Stands before every call: bounded per link, failures translated, streams closed with their client. */
export const guard = (onBug: OnBug) =>
  os.$context<Connection>().middleware(async ({ context: connection, next, path, signal = AbortSignal.any([]) }) => {
    if (connection.openRequests >= openRequestsLimit) {
      throw new ORPCError('TOO_MANY_REQUESTS', {
        message: `This link already has ${openRequestsLimit} open requests.`,
      })
    }
    const told = (error: unknown) => (signal.aborted ? error : clientError(error, path, onBug))
    const onClose = () => {
      connection.openRequests -= 1
    }
    connection.openRequests += 1
    try {
      const result = await next({ context: { signal } })
      if (isStream(result.output)) return { ...result, output: ownedStream(result.output, { signal, told, onClose }) }
      onClose()
      return result
    } catch (error) {
      onClose()
      throw told(error)
    }
  })
