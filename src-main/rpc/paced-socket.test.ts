import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket as NodeSocket, WebSocketServer } from 'ws'
import type { BoardEvent } from '#shared/board'
import type { Contract } from '#shared/contract'
import type { LogBatch } from '#shared/invocation'
import { aborted, fakeCore, logBatch, snapshot } from '../testing/stand-ins/fake-core'
import type { SocketBounds } from './paced-socket'
import { createRouter } from './router'
import { createSocketLink } from './socket-link'

const batchBytes = 64 * 1024
const batches = 2048
const text = 'x'.repeat(batchBytes)

/** A core whose log never runs dry: 128 MB as fast as it is read. */
function flood() {
  const closed = Promise.withResolvers<void>()
  const seen = { pulled: 0, closed: closed.promise }
  async function* log(): AsyncGenerator<LogBatch, void> {
    try {
      for (; seen.pulled < batches; seen.pulled += 1) yield logBatch(text)
    } finally {
      closed.resolve()
    }
  }
  async function* follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    yield snapshot()
    await aborted(signal)
  }
  return { seen, core: fakeCore({ invocations: { log }, board: { follow }, home: { samples: async () => [] } }) }
}

async function serve(core: ReturnType<typeof fakeCore>, bounds?: SocketBounds) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on(
    'connection',
    createSocketLink(
      createRouter(core, () => {}),
      bounds,
    ),
  )
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'string' || address === null) throw new Error('not listening on a port')
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
  return { server, url: `ws://127.0.0.1:${address.port}` }
}

async function connect(url: string) {
  const socket = new NodeSocket(url)
  await once(socket, 'open')
  onTestFinished(() => socket.terminate())
  return socket
}

type Client = ContractRouterClient<Contract>
const request = (id: string, path: string, input: unknown) =>
  JSON.stringify({ i: id, p: { u: path, b: { json: input } } })

/** Settles once `value` has stayed the same while the loop turned many times. */
async function settled(value: () => number): Promise<number> {
  for (let last = value(), same = 0; ; ) {
    await new Promise(setImmediate)
    same = value() === last ? same + 1 : 0
    last = value()
    if (same > 2000) return last
  }
}

it('pulls a bounded number of events for a client that stops reading, while others go on', async () => {
  const { seen, core } = flood()
  const { server, url } = await serve(core)
  const slow = await connect(url)
  slow.pause()
  slow.send(request('1', '/invocations/log', { id: 'invocation-1' }))
  await once(server.clients.values().next().value ?? server, 'message')
  const pulled = await settled(() => seen.pulled)
  // Up to a megabyte waits in the server; the rest is what the machine's own socket buffers took.
  expect(pulled).toBeGreaterThan(0)
  expect(pulled * batchBytes).toBeLessThan(24 * 1024 * 1024)

  const other: Client = createORPCClient(new RPCLink({ websocket: new WebSocket(url) }))
  expect(await other.home.samples()).toEqual([])
  expect((await (await other.board.follow()).next()).value).toMatchObject({ kind: 'snapshot' })
  expect(seen.pulled).toBe(pulled)

  let received = 0
  const all = new Promise<void>((resolve) => {
    slow.on('message', () => {
      received += 1
      if (received === batches + 2) resolve()
    })
  })
  slow.resume()
  await all
  expect(seen.pulled).toBe(batches)
})

it('disconnects a client that does not drain in time, and closes what it followed', async () => {
  const { seen, core } = flood()
  const { url } = await serve(core, { bufferedBytes: 1024, drainMs: 50, waitingSends: 1024 })
  const slow = await connect(url)
  slow.pause()
  slow.send(request('1', '/invocations/log', { id: 'invocation-1' }))
  await seen.closed
  expect(seen.pulled).toBeLessThan(batches)
})

it('disconnects a client that lets too many answers queue up', async () => {
  const answer = Array.from({ length: 200 }, (_, n) => ({ name: `${n}`, title: 'a sample', text: 'y'.repeat(20_000) }))
  const { server, url } = await serve(fakeCore({ home: { samples: async () => answer } }), {
    bufferedBytes: 1024,
    drainMs: 60_000,
    waitingSends: 3,
  })
  const slow = await connect(url)
  slow.pause()
  for (let n = 0; n < 20; n += 1) slow.send(request(`${n}`, '/home/samples', undefined))
  const [served] = server.clients
  if (served) await once(served, 'close')
  expect(server.clients.size).toBe(0)
})
