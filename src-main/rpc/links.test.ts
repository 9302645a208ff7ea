import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient, ORPCError, safe } from '@orpc/client'
import { RPCLink as PortRPCLink } from '@orpc/client/message-port'
import { RPCLink as SocketRPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { BoardEvent } from '#shared/board'
import type { Contract } from '#shared/contract'
import { Refused } from '../core/ground/refused'
import { aborted, type CoreParts, fakeCore, sampleBoard, snapshot } from '../testing/stand-ins/fake-core'
import { openRequestsLimit } from './guard'
import { createPortLink, type LinkPort } from './port-link'
import { createRouter } from './router'
import { createSocketLink } from './socket-link'

type Client = ContractRouterClient<Contract>
interface Linked {
  readonly client: Client
  readonly bugs: { readonly error: unknown; readonly path: readonly string[] }[]
  /** Cuts the link from the client's side, as a closed tab does. */
  readonly leave: () => void
}

async function overSocket(parts: CoreParts): Promise<Linked & { readonly socket: WebSocket }> {
  const bugs: { error: unknown; path: readonly string[] }[] = []
  const link = createSocketLink(createRouter(fakeCore(parts), (error, path) => bugs.push({ error, path })))
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', link)
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'string' || address === null) throw new Error('not listening on a port')
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}`)
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  const client: Client = createORPCClient(new SocketRPCLink({ websocket: socket }))
  return { client, bugs, leave: () => socket.close(), socket }
}

async function overPort(parts: CoreParts): Promise<Linked> {
  const bugs: { error: unknown; path: readonly string[] }[] = []
  const { port1: far, port2: near } = new MessageChannel()
  const on = (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
    far.on(event, (posted: unknown) => listener({ data: posted }))
  const port: LinkPort = {
    on,
    postMessage: (message) => far.postMessage(message),
    start: () => far.start(),
    close: () => far.close(),
  }
  createPortLink(
    createRouter(fakeCore(parts), (error, path) => bugs.push({ error, path })),
    (error, path) => bugs.push({ error, path }),
  )(port)
  onTestFinished(() => near.close())
  const client: Client = createORPCClient(new PortRPCLink({ port: near }))
  near.start()
  return { client, bugs, leave: () => near.close() }
}

/** A board follower that says how often it was pulled and when it was closed. */
function follower(events: (signal: AbortSignal) => AsyncGenerator<BoardEvent, void>) {
  const closed = Promise.withResolvers<void>()
  const seen = { pulled: 0, opened: 0, closed: closed.promise }
  async function* follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    seen.opened += 1
    try {
      for await (const event of events(signal)) {
        seen.pulled += 1
        yield event
      }
    } finally {
      closed.resolve()
    }
  }
  return { seen, board: { follow } }
}

async function* snapshotThenSilence(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
  yield snapshot()
  await aborted(signal)
}

describe.each([
  ['a WebSocket', overSocket],
  ['a message port', overPort],
])('the contract over %s', (_name, link) => {
  let unhandled: unknown[] = []
  const keep = (reason: unknown) => void unhandled.push(reason)
  beforeEach(() => {
    unhandled = []
    process.on('unhandledRejection', keep)
  })
  afterEach(() => {
    process.off('unhandledRejection', keep)
    expect(unhandled).toEqual([])
  })

  it('answers a call with what the core returns', async () => {
    const asked: unknown[] = []
    const { client } = await link({
      lanes: {
        drop: async ({ lane, files }) => {
          asked.push(lane, files)
          return { verdicts: [{ accepted: true, name: 'a.json', id: 'a' }] }
        },
      },
    })
    const answer = await client.lanes.drop({ lane: 'queue', files: [{ name: 'a.json', text: '{}' }] })
    expect(answer).toEqual({ verdicts: [{ accepted: true, name: 'a.json', id: 'a' }] })
    expect(asked).toEqual(['queue', [{ name: 'a.json', text: '{}' }]])
  })

  it('tells a refusal as the typed error of the contract', async () => {
    const { client, bugs } = await link({
      supervisor: {
        start: async () => {
          throw new Refused('already_running', 'The supervisor is already running.', 'Press Stop first.')
        },
      },
    })
    const { error, isDefined } = await safe(client.supervisor.start())
    expect(isDefined).toBe(true)
    expect(error).toMatchObject({
      code: 'REFUSED',
      message: 'The supervisor is already running.',
      data: { code: 'already_running', sentence: 'The supervisor is already running.', nextStep: 'Press Stop first.' },
    })
    expect(bugs).toEqual([])
  })

  it('tells a refusal that a stream begins with', async () => {
    const { client } = await link({
      lanes: {
        // biome-ignore lint/correctness/useYield: it refuses before it has anything to yield
        window: async function* () {
          throw new Refused('no_such_lane', 'There is no lane lost.')
        },
      },
    })
    const reading = client.lanes
      .window({ lane: 'lost', column: 'pending', search: '', offset: 0, limit: 10 })
      .then((stream) => stream.next())
    await expect(reading).rejects.toMatchObject({ code: 'REFUSED', defined: true, data: { code: 'no_such_lane' } })
  })

  it('refuses a wrong input before it reaches the core', async () => {
    const { client, bugs } = await link({})
    const wrong = [
      client.lanes.drop({ lane: '../outside', files: [{ name: 'a', text: '' }] }),
      client.lanes.drop({ lane: 'queue', files: [] }),
      client.lanes.item({ lane: 'queue', id: 'x'.repeat(601) }),
      client.invocations.recent({ limit: 0 }),
      client.invocations.log({ id: 'NOT AN ID' }),
    ]
    for (const call of wrong) await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', status: 400 })
    expect(bugs).toEqual([])
  })

  it('keeps the cause of a bug on its own side', async () => {
    const fault = new Error('secret path /home/sample/x', { cause: new Error('deeper') })
    const { client, bugs } = await link({
      home: {
        settings: async () => {
          throw fault
        },
      },
    })
    const error = await client.home.settings().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ORPCError)
    expect(error).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: expect.stringContaining('Its log holds the cause'),
    })
    expect(JSON.stringify(error)).not.toMatch(/secret|deeper|\.ts/)
    expect(bugs).toEqual([{ error: fault, path: ['home', 'settings'] }])
  })

  it('does the same for a bug in the middle of a stream', async () => {
    const { client, bugs } = await link({
      board: {
        follow: async function* () {
          yield snapshot()
          throw new Error('secret')
        },
      },
    })
    const stream = await client.board.follow()
    await stream.next()
    await expect(stream.next()).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: expect.not.stringContaining('secret'),
    })
    expect(bugs).toMatchObject([{ error: { message: 'secret' }, path: ['board', 'follow'] }])
  })

  it('sends nothing that breaks the contract and says where it does', async () => {
    const { client, bugs } = await link({
      board: {
        follow: async function* () {
          yield { kind: 'snapshot', revision: 0.5, board: sampleBoard }
        },
      },
    })
    const stream = await client.board.follow()
    await expect(stream.next()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect(bugs).toHaveLength(1)
    expect(String(bugs[0]?.error)).toMatch(/The answer of board\.follow does not fit the contract: revision: /)
  })

  it('ends a stream when the core ends it', async () => {
    const { seen, board } = follower(async function* () {
      yield snapshot(1)
      yield snapshot(2)
    })
    const { client } = await link({ board })
    const revisions: number[] = []
    for await (const event of await client.board.follow()) revisions.push(event.revision)
    expect(revisions).toEqual([1, 2])
    await seen.closed
  })

  it('closes the follower of the core when the client leaves the stream', async () => {
    const { seen, board } = follower(snapshotThenSilence)
    const { client } = await link({ board })
    const stream = await client.board.follow()
    await stream.next()
    await stream.return()
    await seen.closed
  })

  it('closes the follower of the core when the client aborts the call', async () => {
    const { seen, board } = follower(snapshotThenSilence)
    const { client } = await link({ board })
    const leaving = new AbortController()
    const stream = await client.board.follow(undefined, { signal: leaving.signal })
    await stream.next()
    leaving.abort()
    await seen.closed
  })

  it('closes every follower of the core when the link is cut', async () => {
    const { seen, board } = follower(snapshotThenSilence)
    const { client, leave } = await link({ board })
    const stream = await client.board.follow()
    await stream.next()
    leave()
    await seen.closed
    await expect(stream.next()).rejects.toThrow()
  })

  it('closes a follower that goes on after its signal has aborted', async () => {
    const { seen, board } = follower(async function* () {
      for (let revision = 0; ; revision += 1) {
        yield snapshot(revision)
        await new Promise(setImmediate)
      }
    })
    const { client } = await link({ board })
    const stream = await client.board.follow()
    await stream.next()
    await stream.return()
    await seen.closed
  })

  it('bounds what one link may have open, and opens again what was closed', async () => {
    const { seen, board } = follower(snapshotThenSilence)
    const { client } = await link({ board, home: { samples: async () => [] } })
    const open = await Promise.all(Array.from({ length: openRequestsLimit }, () => client.board.follow()))
    await expect(client.home.samples()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await open[0]?.next()
    await open[0]?.return()
    await seen.closed
    expect(await client.home.samples()).toEqual([])
  })
})

const multipart = { 'content-type': 'multipart/form-data' }

it.each([
  '{',
  '',
  'null',
  '[1]',
  '{"i":1,"t":4}',
  '{"i":"1","t":3,"p":{}}',
  '{"i":"1","p":{"u":"http://elsewhere/"}}',
  JSON.stringify({ i: '1', p: { u: '/home/samples', h: multipart } }),
  Buffer.from('{"i":"1","t":4}'),
  Buffer.alloc(0),
])('disconnects a WebSocket that sends what is no request, and complains of nothing: %s', async (junk) => {
  const complained = vi.spyOn(console, 'error')
  onTestFinished(() => complained.mockRestore())
  const { socket, bugs } = await overSocket({})
  const closed = once(socket, 'close')
  for (let time = 0; time < 100; time++) socket.send(junk)
  expect((await closed)[0]).toMatchObject({ code: 1008, reason: 'This is no request.' })
  expect([complained.mock.calls, bugs]).toEqual([[], []])
})

it.each([
  { u: '/none/such' },
  { u: '/../../%ff%zz?x#y' },
  { u: '/home/samples', m: 'GET' },
  { u: '/home/samples?data={', m: 'GET' },
  { u: '/lanes/drop', b: { json: {}, meta: [[9, 'x']] } },
  { u: '/lanes/drop', b: 7 },
  { u: '/lanes/drop', h: { 'x-orpc': ['a', 'b'] } },
])('answers a request that makes no sense on a WebSocket, and goes on: %j', async (request) => {
  const complained = vi.spyOn(console, 'error')
  onTestFinished(() => complained.mockRestore())
  const { socket, client } = await overSocket({ home: { samples: async () => [] } })
  const answered = once(socket, 'message')
  socket.send(JSON.stringify({ i: 'x', p: request }))
  await answered
  expect(await client.home.samples()).toEqual([])
  expect(complained.mock.calls).toEqual([])
})

it('reports what is no request on a message port, and goes on', async () => {
  const { port1: far, port2: near } = new MessageChannel()
  onTestFinished(() => near.close())
  const bugs: unknown[] = []
  const reported = Promise.withResolvers<void>()
  createPortLink(
    createRouter(fakeCore({ home: { samples: async () => [] } }), () => {}),
    (error) => {
      if (bugs.push(error) === 4) reported.resolve()
    },
  )({
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      far.on(event, (posted: unknown) => listener({ data: posted })),
    postMessage: (message) => far.postMessage(message),
    start: () => far.start(),
    close: () => far.close(),
  })
  for (const junk of ['{', null, { i: '1', p: { u: 'http://elsewhere/' } }, new ArrayBuffer(4)]) near.postMessage(junk)
  await reported.promise
  const client: Client = createORPCClient(new PortRPCLink({ port: near }))
  near.start()
  expect(await client.home.samples()).toEqual([])
})

it('takes a request without a body on a message port', async () => {
  const { port1: far, port2: near } = new MessageChannel()
  onTestFinished(() => near.close())
  const bugs: unknown[] = []
  const report = (error: unknown) => void bugs.push(error)
  createPortLink(
    createRouter(fakeCore({ home: { samples: async () => [] } }), report),
    report,
  )({
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      far.on(event, (posted: unknown) => listener({ data: posted })),
    postMessage: (message) => far.postMessage(message),
    start: () => far.start(),
    close: () => far.close(),
  })
  const answered = once(near, 'message')
  near.postMessage(JSON.stringify({ i: '1', p: { u: '/home/samples', m: 'POST', h: {} } }))
  expect(JSON.stringify(await answered)).toContain('\\"i\\":\\"1\\"')
  expect(bugs).toEqual([])
})

it('closes every follower when the host hangs up a message port', async () => {
  const { port1: far, port2: near } = new MessageChannel()
  onTestFinished(() => near.close())
  const { seen, board } = follower(snapshotThenSilence)
  const link = createPortLink(
    createRouter(fakeCore({ board }), () => {}),
    () => {},
  )({
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      far.on(event, (posted: unknown) => listener({ data: posted })),
    postMessage: (message) => far.postMessage(message),
    start: () => far.start(),
    // A port closed by its own side need not say so.
    close: () => {},
  })
  const client: Client = createORPCClient(new PortRPCLink({ port: near }))
  near.start()
  const stream = await client.board.follow()
  await stream.next()
  link.hangUp()
  await seen.closed
})
