import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** How long a request's head, and a whole request, may take, ms: whoever asks is on this machine. */
const headMs = 5_000
const requestMs = 15_000
const idleMs = 5_000
/** The most connections that have not said anything whole yet. */
const mostSilent = 64

/**
 * An HTTP server for peers on this machine. Connections that say nothing cannot shut others out: each has a few seconds, and
 * where there are too many the one that has been silent longest gives way to whoever comes.
 */
export function loopbackServer(maxHeaderSize: number): Server {
  const server = createServer({
    maxHeaderSize,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: 1_000,
  })
  const silent = new Set<Duplex>()
  server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
    const [longest] = silent.size > mostSilent ? silent : []
    if (longest === undefined) return
    silent.delete(longest)
    longest.destroy()
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  server.on('upgrade', (_request, socket) => silent.delete(socket))
  return server
}
