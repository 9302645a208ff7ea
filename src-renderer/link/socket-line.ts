import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { type Dial, type Ending, type PanelClient, SilentHost } from './line'

/** The close code with which the host says that this panel's cookie is not valid any more. */
const accessEnded = 4401

/** A living host opens a line in far less. */
const dialMs = 10_000

export function dialSocket(url: string, boundMs: number = dialMs): Dial {
  return () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url)
      // Blobs are read asynchronously and could overtake one another.
      socket.binaryType = 'arraybuffer'
      const closed = Promise.withResolvers<Ending>()
      // Of the listeners to the end, the first says that it has come, before the client's own fails its calls; the
      // last tells everybody else, after the client has forgotten them.
      let open = false
      let over = false
      const late = setTimeout(() => {
        reject(new SilentHost(`${url} did not answer within ${boundMs} ms.`))
        socket.close()
      }, boundMs)
      socket.addEventListener('close', () => {
        open = false
      })
      const client = createORPCClient<PanelClient>(new RPCLink({ websocket: forgiving(socket, () => over) }))
      socket.addEventListener('close', (event) => {
        clearTimeout(late)
        over = true
        closed.resolve(event.code === accessEnded ? 'access_ended' : 'lost')
        reject(new Error(`The connection to ${url} was closed (code ${event.code}).`))
      })
      socket.addEventListener('open', () => {
        clearTimeout(late)
        open = true
        resolve({ client, closed: closed.promise, isOpen: () => open, hangUp: () => socket.close() })
      })
    })
}

/**
 * A socket that is closing takes messages and loses them: its end then fails whatever waits for an answer. The
 * client would throw instead, also where it only wants to say that nobody listens any more, which nobody could catch.
 */
function forgiving(socket: WebSocket, over: () => boolean) {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    get readyState() {
      return socket.readyState === WebSocket.CLOSING && !over() ? WebSocket.OPEN : socket.readyState
    },
    send(message: Parameters<WebSocket['send']>[0]) {
      if (socket.readyState === WebSocket.OPEN) socket.send(message)
    },
  }
}
