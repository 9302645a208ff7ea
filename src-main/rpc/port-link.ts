import { RPCHandler } from '@orpc/server/message-port'
import type { OnBug } from './client-error'
import { Envelope } from './envelope'
import type { ContractRouter } from './router'

/** The port of a message channel, in the shape that Electron's main process gives it. */
export interface LinkPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** One served port. `hangUp` ends its calls and streams and closes it; a port closed by its own side says nothing. */
export interface PortLink {
  readonly hangUp: () => void
}

/**
 * Serves the router over any port it is given, until that port closes. A port has no sign of a slow reader; what its
 * streams may queue up is bounded by the rate at which the core pushes.
 */
export function createPortLink(router: ContractRouter, onBug: OnBug): (port: LinkPort) => PortLink {
  const rpc = new RPCHandler(router)
  return (port) => {
    const closed = new AbortController()
    port.on('close', () => closed.abort())
    const on = (event: string, callback: (event?: { data: unknown }) => void) => {
      if (event === 'close') closed.signal.addEventListener('abort', () => callback())
      if (event !== 'message') return
      port.on('message', ({ data: posted }) => {
        if (closed.signal.aborted) return
        try {
          callback({ data: Envelope.parse(typeof posted === 'string' ? JSON.parse(posted) : posted) })
        } catch (error) {
          onBug(error, ['link'])
        }
      })
    }
    const postMessage = (message: unknown) => {
      if (!closed.signal.aborted) port.postMessage(message)
    }
    rpc.upgrade({ on, postMessage }, { context: { openRequests: 0 } })
    port.start()
    const hangUp = () => {
      closed.abort()
      port.close()
    }
    return { hangUp }
  }
}
