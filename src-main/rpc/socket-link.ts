import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import { pacedSocket, type SocketBounds, socketBounds } from './paced-socket'
import type { ContractRouter } from './router'

/** Serves the router to any WebSocket it is given, until that socket closes. */
export function createSocketLink(
  router: ContractRouter,
  bounds: SocketBounds = socketBounds,
): (socket: WebSocket) => void {
  const rpc = new RPCHandler(router)
  return (socket) => {
    // The close that follows an error says all there is to do; unheard, the error would end the process.
    socket.on('error', () => socket.terminate())
    void rpc.upgrade(pacedSocket(socket, bounds), { context: { openRequests: 0 } })
  }
}
