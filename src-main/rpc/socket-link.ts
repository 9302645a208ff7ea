import { RPCHandler } from '@orpc/server/ws'
import { WebSocket } from 'ws'
import { holdsEnvelope } from './envelope'
import { pacedSocket, type SocketBounds, socketBounds } from './paced-socket'
import type { ContractRouter } from './router'

/** The code of a close that the other side's frame is to blame for. */
const policyViolation = 1008

type LinkSocket = ReturnType<typeof pacedSocket>

/** Serves the router to any WebSocket it is given, until that socket closes, or sends what is no request. */
export function createSocketLink(
  router: ContractRouter,
  bounds: SocketBounds = socketBounds,
): (socket: WebSocket) => void {
  const rpc = new RPCHandler(router)
  return (socket) => {
    // The close that follows an error says all there is to do; unheard, the error would end the process.
    socket.on('error', () => socket.terminate())
    void rpc.upgrade(checkedSocket(socket, pacedSocket(socket, bounds)), { context: { openRequests: 0 } })
  }
}

/** A client that sends what is no request is told so and disconnected, so that it can send one such frame only. */
function checkedSocket(socket: WebSocket, { send }: LinkSocket): LinkSocket {
  return {
    send,
    addEventListener: (type, listener, options) =>
      socket.addEventListener(
        type,
        (event) => {
          if ('data' in event) {
            if (socket.readyState !== WebSocket.OPEN) return
            if (!holdsEnvelope(event.data)) return socket.close(policyViolation, 'This is no request.')
          }
          if (typeof listener === 'function') listener(event)
          else listener.handleEvent(event)
        },
        options,
      ),
  }
}
