import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Dial, Ending, PanelClient } from './line'

/** The preload waits for this word on the page's own origin and passes the port that comes with it to the host. */
const greeting = 'lanekeeper:link'

/**
 * Opens a line to the Electron host. No page hears of a port that the other side closed; the host keeps it for as long
 * as it has the window, so the line ends with the page or when it is hung up.
 */
export const dialPort: Dial = () => {
  const { port1, port2 } = new MessageChannel()
  const closed = Promise.withResolvers<Ending>()
  let open = true
  const client = createORPCClient<PanelClient>(new RPCLink({ port: port1 }))
  port1.start()
  window.postMessage(greeting, '/', [port2])
  const hangUp = () => {
    open = false
    port1.close()
    closed.resolve('lost')
  }
  return Promise.resolve({ client, closed: closed.promise, isOpen: () => open, hangUp })
}
