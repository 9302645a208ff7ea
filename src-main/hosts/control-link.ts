import { type WebSocket, WebSocketServer } from 'ws'
import type { Core } from '../core/home/core'

/** Links open at a time; commands are short-lived, but some follow a log. */
const linksLimit = 64
/** As on the panel's links: room for a full drop call. */
const messageBytes = 32 * 1024 * 1024

/** Serves the contract over the control socket of a core, until it is disposed. */
export function serveControl(core: Core, onLink: (socket: WebSocket) => void): Disposable {
  const links = new WebSocketServer({ noServer: true, maxPayload: messageBytes, perMessageDeflate: false })
  core.serve((request, socket, head) => {
    if (links.clients.size >= linksLimit) socket.destroy()
    else links.handleUpgrade(request, socket, head, onLink)
  })
  return {
    [Symbol.dispose]() {
      for (const link of links.clients) link.terminate()
    },
  }
}
