import { WebSocket } from 'ws'

/**
 * What a client may leave unread. Streams stop being pulled at `bufferedBytes`; a client that stays above it for
 * `drainMs`, or lets `waitingSends` answers queue up behind it, is disconnected.
 */
export interface SocketBounds {
  readonly bufferedBytes: number
  readonly drainMs: number
  readonly waitingSends: number
}

export const socketBounds: SocketBounds = { bufferedBytes: 1024 * 1024, drainMs: 60_000, waitingSends: 1024 }

/**
 * The socket as the link sees it: `send` settles once the client has taken what was sent before, so a stream is pulled
 * no faster than its reader reads. On a closing socket it settles with the close, of which the link learns by then: any
 * earlier, and a stream that is always ready would be pulled without end.
 */
export function pacedSocket(socket: WebSocket, bounds: SocketBounds): Pick<WebSocket, 'addEventListener' | 'send'> {
  let drained: PromiseWithResolvers<void> | undefined
  let waiting = 0
  let deadline: NodeJS.Timeout | undefined

  const settle = () => {
    clearTimeout(deadline)
    drained?.resolve()
    drained = undefined
    waiting = 0
  }
  const onWritten = () => {
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < bounds.bufferedBytes) settle()
  }
  socket.on('close', settle)

  const send = async (message: Parameters<WebSocket['send']>[0]) => {
    if (socket.readyState === WebSocket.CLOSED) return
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(message, onWritten)
      if (socket.bufferedAmount < bounds.bufferedBytes) return
    }
    if (!drained) {
      drained = Promise.withResolvers()
      deadline = setTimeout(() => socket.terminate(), bounds.drainMs)
    }
    waiting += 1
    if (waiting > bounds.waitingSends) socket.terminate()
    await drained.promise
  }
  return { addEventListener: socket.addEventListener.bind(socket), send }
}
