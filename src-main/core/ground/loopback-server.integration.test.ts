import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { loopbackServer } from './loopback-server'

test('connections that never say anything whole shut nobody out', async () => {
  const server = loopbackServer(8192)
  server.maxConnections = 256
  server.on('request', (_request, response) => response.end('here'))
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const halves: Socket[] = []
  try {
    for (let one = 0; one < 300; one++) {
      const half = connect(port, '127.0.0.1').on('error', () => {})
      await once(half, 'connect')
      half.write(one % 2 === 0 ? 'GET / HTTP/1.1\r\nHost:' : 'GET /link HTTP/1.1\r\nUpgrade: websocket\r\n')
      halves.push(half)
    }
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect(await answer.text()).toBe('here')
    const { promise: count, resolve } = Promise.withResolvers<number>()
    server.getConnections((_error, open) => resolve(open))
    expect(await count).toBeLessThan(80)
  } finally {
    for (const half of halves) half.destroy()
    server.closeAllConnections()
    server.close()
  }
})
