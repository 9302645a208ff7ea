import { once } from 'node:events'
import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket as NodeSocket } from 'ws'
import type { Contract } from '#shared/contract'
import { Refused } from '../../core/ground/refused'
import { StartupProblem } from '../../core/ground/startup-problem'
import type { Core } from '../../core/home/core'
import { aborted, type CoreParts, fakeCore, sampleBoard, snapshot } from '../../testing/stand-ins/fake-core'
import { type BrowserHostParts, runBrowserHost } from './browser-host'
import { usualPort } from './listen'
import { linksLimit } from './panel-site'

const quietBoard: Partial<Core['board']> = {
  follow: async function* (signal) {
    yield snapshot()
    await aborted(signal)
  },
}
const quietCore = (parts: CoreParts = {}) =>
  fakeCore({ board: quietBoard, home: { samples: async () => [] }, ...parts })

async function folders() {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-host-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, 'index.html'), 'the panel')
  const homePath = join(root, 'home')
  // As whoever opened the core has made it.
  await mkdir(homePath)
  return { rendererPath: root, homePath }
}

/** A browser host that runs until the test is over. `lines` and `warnings` are what it has said. */
async function host(argv: readonly string[] = [], changed: Partial<BrowserHostParts> = {}) {
  const { rendererPath, homePath } = await folders()
  const lines: string[] = []
  const warnings: string[] = []
  const ending = new AbortController()
  const spoke = Promise.withResolvers<string>()
  const opened: string[] = []
  const exit = runBrowserHost({
    argv: ['--home', homePath, '--port', '0', ...argv],
    env: {},
    rendererPath,
    resourcesPath: rendererPath,
    openCore: async () => quietCore(),
    openBrowser: async (address) => void opened.push(address),
    print: (line) => {
      lines.push(line)
      spoke.resolve(line)
    },
    warn: (line) => void warnings.push(line),
    signal: ending.signal,
    end: () => ending.abort(),
    closeMs: 10_000,
    ...changed,
  })
  const stop = () => {
    ending.abort()
    return exit
  }
  onTestFinished(async () => void (await stop()))
  const exited = exit.then((code) => `exit ${code}: ${warnings.join('\n')}`)
  const first = await Promise.race([spoke.promise, exited])
  const address = first.startsWith('Panel: ') ? new URL(first.slice('Panel: '.length)) : null
  return { lines, warnings, opened, exit, stop, homePath, address }
}

async function running(argv: readonly string[] = [], changed: Partial<BrowserHostParts> = {}) {
  const started = await host(argv, changed)
  if (!started.address) throw new Error(started.warnings.join('\n'))
  const { address } = started
  const enter = async () => {
    const answer = await fetch(address, { redirect: 'manual' })
    expect(answer.status).toBe(303)
    const cookie = answer.headers.get('set-cookie')?.split(';')[0]
    if (cookie === undefined) throw new Error('no cookie')
    return cookie
  }
  return { ...started, address, origin: address.origin, enter }
}

/** What became of a WebSocket handshake: `open`, the status it was refused with, or the code it was closed with. */
async function knock(url: string, headers: Record<string, string>) {
  const socket = new NodeSocket(url, { headers })
  onTestFinished(() => socket.terminate())
  const outcome = Promise.withResolvers<string>()
  socket.on('unexpected-response', (asked, response) => {
    outcome.resolve(`status ${response.statusCode}`)
    asked.destroy()
  })
  socket.on('close', (code) => outcome.resolve(`closed ${code}`))
  socket.on('error', () => {})
  socket.on('open', () => socket.ping())
  socket.on('pong', () => outcome.resolve('open'))
  return { socket, outcome: await outcome.promise }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  await new Promise((resolve) => server.close(resolve))
  return address.port
}

it('prints one address, which opens the panel once and works as a link then', async () => {
  const { lines, address, origin, enter } = await running()
  expect(lines).toHaveLength(1)
  const cookie = await enter()
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(403)
  const panel = await fetch(origin, { headers: { cookie } })
  expect([panel.status, await panel.text()]).toEqual([200, 'the panel'])

  const socket = new WebSocket(`${origin.replace('http', 'ws')}/link`, { headers: { cookie, origin } })
  onTestFinished(() => socket.close())
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }))
  expect((await (await client.board.follow()).next()).value).toMatchObject({ kind: 'snapshot' })
})

it('keeps the next address in a file for the owner of the home, and removes it at the end', async () => {
  const { lines, enter, homePath, stop } = await running()
  const path = join(homePath, 'daemon/access-token')
  await enter()
  const next = lines[1]?.replace('For another browser: ', '') ?? ''
  await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toBe(`${next}\n`)
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await fetch(next, { redirect: 'manual' })).status).toBe(303)
  expect(await stop()).toBe(0)
  await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

it('leaves the file to another process that owns the home, until that is gone', async () => {
  const gone = Promise.withResolvers<void>()
  const foreign = { ...sampleBoard, supervisor: { ...sampleBoard.supervisor, state: 'foreign' as const } }
  const openCore = async () =>
    fakeCore({
      board: {
        follow: async function* (signal) {
          yield { kind: 'snapshot', revision: 0, board: foreign }
          await Promise.race([gone.promise, aborted(signal)])
          if (!signal.aborted) yield { kind: 'change', revision: 1, board: { supervisor: sampleBoard.supervisor } }
        },
      },
    })
  const { homePath } = await folders()
  const path = join(homePath, 'daemon/access-token')
  await mkdir(join(homePath, 'daemon'))
  await writeFile(path, 'of the owner')
  const first = await running(['--home', homePath], { openCore })
  await first.enter()
  expect(await first.stop()).toBe(0)
  expect(await readFile(path, 'utf8')).toBe('of the owner')

  const second = await running(['--home', homePath], { openCore })
  gone.resolve()
  await expect.poll(() => readFile(path, 'utf8')).toBe(`${second.address.href}\n`)
})

it('opens the browser unless told not to, and goes on when there is none', async () => {
  const open = await running()
  expect(open.opened).toEqual([open.address.href])
  const closed = await running(['--no-open'])
  expect(closed.opened).toEqual([])
  const without = await running([], { openBrowser: async () => Promise.reject(new Error('spawn xdg-open ENOENT')) })
  expect(without.warnings).toEqual([
    'No browser could be opened (spawn xdg-open ENOENT). Open the address above yourself.',
  ])
  expect((await fetch(without.origin)).status).toBe(403)
})

it('lets only its own pages with a cookie have a link', async () => {
  const { origin, enter } = await running(['--dev-panel', 'http://127.0.0.1:5173'])
  const cookie = await enter()
  const port = new URL(origin).port
  const link = `ws://127.0.0.1:${port}/link`
  const outcomes = async (url: string, headers: Record<string, string>) => (await knock(url, headers)).outcome
  expect(await outcomes(link, { cookie, origin })).toBe('open')
  expect(await outcomes(link, { cookie, origin: `http://localhost:${port}` })).toBe('open')
  expect(await outcomes(link, { cookie, origin: 'http://127.0.0.1:5173' })).toBe('open')
  expect(await outcomes(link, { origin })).toBe('closed 4401')
  expect(await outcomes(link, { origin, cookie: `lanekeeper_${port}=guess` })).toBe('closed 4401')
  expect(await outcomes(link, { cookie })).toBe('status 403')
  expect(await outcomes(link, { cookie, origin: 'null' })).toBe('status 403')
  expect(await outcomes(link, { cookie, origin: 'http://attacker.example' })).toBe('status 403')
  expect(await outcomes(link, { cookie, origin: `http://127.0.0.1:${Number(port) + 1}` })).toBe('status 403')
  expect(await outcomes(link, { cookie, origin, host: `attacker.example:${port}` })).toBe('status 421')
  expect(await outcomes(`ws://127.0.0.1:${port}/elsewhere`, { cookie, origin })).toBe('status 404')
})

it('keeps nobody waiting who comes before its core is open', async () => {
  const port = await freePort()
  const early: string[] = []
  const openCore = async () => {
    const origin = `http://127.0.0.1:${port}`
    early.push((await knock(`ws://127.0.0.1:${port}/link`, { origin })).outcome)
    early.push(await fetch(origin).then(({ status }) => `status ${status}`, String))
    return quietCore()
  }
  const { origin } = await running(['--port', `${port}`], { openCore })
  expect(early).toEqual(['closed 1006', 'TypeError: fetch failed'])
  expect((await fetch(origin)).status).toBe(403)
})

it('bounds the number of links', async () => {
  const { origin, enter } = await running()
  const cookie = await enter()
  const link = `${origin.replace('http', 'ws')}/link`
  for (let n = 0; n < linksLimit; n += 1) expect((await knock(link, { cookie, origin })).outcome).toBe('open')
  expect((await knock(link, { cookie, origin })).outcome).toBe('status 503')
})

it('ends a link whose message is too large', async () => {
  const { origin, enter } = await running()
  const { socket } = await knock(`${origin.replace('http', 'ws')}/link`, { cookie: await enter(), origin })
  socket.send(Buffer.alloc(32 * 1024 * 1024 + 1))
  expect((await once(socket, 'close'))[0]).toBe(1009)
  expect((await fetch(origin)).status).toBe(403)
})

it('serves nothing outside the panel’s folder, whatever the path looks like', async () => {
  const { origin, enter } = await running()
  const cookie = await enter()
  const { port } = new URL(origin)
  for (const path of [
    '/../home/config.yaml',
    '/%2e%2e/home',
    '/..\\home',
    '/home/daemon/access-token',
    '//etc/passwd',
  ]) {
    const raw = request({ host: '127.0.0.1', port, path, headers: { cookie, host: `127.0.0.1:${port}` } }).end()
    const [answer] = await once(raw, 'response')
    expect(answer.statusCode).toBe(404)
    answer.resume()
  }
})

it('starts the supervisor when asked to, and says why when it may not', async () => {
  const started: string[] = []
  const core = (start: () => Promise<void>): Core => quietCore({ supervisor: { start } })
  await running(['--start'], { openCore: async () => core(async () => void started.push('asked to')) })
  await running([], { openCore: async () => core(async () => void started.push('not asked to')) })
  await expect.poll(() => started).toEqual(['asked to'])
  const refusing = async () => {
    throw new Refused('owned_by_another', 'Another process owns this home.', 'Use its panel.')
  }
  const { warnings } = await running(['--start'], { openCore: async () => core(refusing) })
  await expect.poll(() => warnings).toEqual(['Another process owns this home. Use its panel.'])
})

it('starts a home that another process owned once that has ended, and says on its terminal what happened', async () => {
  const gone = Promise.withResolvers<void>()
  const owner = { pid: 4711, host: 'browser', since: 0, machine: 'mill', answers: true, trouble: null }
  const foreign = { ...sampleBoard.supervisor, state: 'foreign' as const, owner }
  const reason = 'The last owner, process 4711, ended without stopping.'
  const stale = { ...sampleBoard.supervisor, state: 'stale' as const, reason }
  const started: string[] = []
  const openCore = async () =>
    fakeCore({
      boardNow: () => ({ ...sampleBoard, supervisor: foreign }),
      board: {
        follow: async function* (signal) {
          yield { kind: 'snapshot', revision: 0, board: { ...sampleBoard, supervisor: foreign } }
          await Promise.race([gone.promise, aborted(signal)])
          if (!signal.aborted) yield { kind: 'change', revision: 1, board: { supervisor: stale } }
        },
      },
      supervisor: { start: async () => void started.push('started') },
    })
  const { lines, warnings } = await running(['--start'], { openCore })
  const waits = 'This one waits until it has ended, and starts the supervisor then.'
  await expect.poll(() => lines).toContain(`Process 4711 (browser host) owns this home. ${waits}`)
  expect(started).toEqual([])
  gone.resolve()
  await expect.poll(() => started).toEqual(['started'])
  expect(lines).toContain(`${reason} This process owns it now.`)
  expect(warnings).toEqual([])
})

it('names a port that is taken, and touches nothing', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  onTestFinished(async () => void (await new Promise((resolve) => taken.close(resolve))))
  const address = taken.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  let cores = 0
  const { exit, warnings } = await host(['--port', `${address.port}`], {
    openCore: async () => {
      cores += 1
      return quietCore()
    },
  })
  expect(await exit).toBe(1)
  expect(warnings).toEqual([
    `Port ${address.port} is in use by another program.\nChoose another port with --port N, or let any free one be taken with --port 0.`,
  ])
  expect(cores).toBe(0)
})

it('takes any free port when the usual one is taken and none was asked for', async () => {
  const { rendererPath, homePath } = await folders()
  const taken = createServer()
  taken.listen(usualPort, '127.0.0.1')
  // Where somebody else has it, it is taken all the same.
  await once(taken, 'listening').catch(() => {})
  onTestFinished(async () => void (await new Promise((resolve) => taken.close(resolve))))
  const { address, warnings } = await host([], { argv: ['--home', homePath], rendererPath })
  expect(warnings).toEqual([])
  expect(address?.port).not.toBe(`${usualPort}`)
})

it('says what keeps it from starting', async () => {
  const { exit, warnings } = await host([], {
    openCore: async () => {
      throw new StartupProblem('/home/sample/config.yaml cannot be read.', 'Check its rights.')
    },
  })
  expect(await exit).toBe(1)
  expect(warnings).toEqual(['/home/sample/config.yaml cannot be read.\nCheck its rights.'])
  const unbuilt = await host([], { rendererPath: '/nowhere' })
  expect(await unbuilt.exit).toBe(1)
  expect(unbuilt.warnings[0]).toContain('npm run build')
})

it('closes the core first, then every link and the port', async () => {
  const order: string[] = []
  const { origin, enter, stop } = await running([], {
    openCore: async () => quietCore({ onDispose: () => void order.push('core') }),
  })
  const cookie = await enter()
  const { socket, outcome } = await knock(`${origin.replace('http', 'ws')}/link`, { cookie, origin })
  expect(outcome).toBe('open')
  socket.on('close', () => order.push('link'))
  const closed = once(socket, 'close')
  expect(await stop()).toBe(0)
  await closed
  expect(order).toEqual(['core', 'link'])
  await expect(fetch(origin)).rejects.toThrow()
})

it('does not wait for ever for a core that does not close', async () => {
  const { origin, stop, warnings } = await running([], {
    openCore: async () => quietCore({ onDispose: () => new Promise(() => {}) }),
    closeMs: 20,
  })
  expect(await stop()).toBe(1)
  expect(warnings).toEqual([expect.stringContaining('The core did not close within')])
  await expect(fetch(origin)).rejects.toThrow()
})

it('leaves nothing open behind', async () => {
  const open = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind)).length
  const before = open()
  const { origin, enter, stop } = await running()
  const cookie = await enter()
  const { socket } = await knock(`${origin.replace('http', 'ws')}/link`, { cookie, origin })
  const closed = once(socket, 'close')
  await stop()
  await closed
  await expect.poll(open).toBeLessThanOrEqual(before)
})
