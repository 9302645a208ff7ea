import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { processStartTime } from '../provider/process-table'
import { controlPath } from './control-path'
import { ControlSocket } from './control-socket'
import { askOwner, livenessOf, type Owner } from './owner'

let folder = ''
let owner: Owner

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-control-'))
  owner = {
    pid: process.pid,
    processStartedAt: await processStartTime(process.pid),
    instance: 'me',
    host: 'browser',
    machine: hostname(),
    since: 1,
    control: join(folder, 'daemon', 'control.sock'),
    version: '0',
    detached: false,
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('the door of an owner', () => {
  it('can be reached by its user only, also in a folder that was open to others', async () => {
    await mkdir(dirname(owner.control), { mode: 0o755 })
    await chmod(dirname(owner.control), 0o755)
    await using _control = await ControlSocket.listen(owner.control, owner)
    expect([await modeOf(dirname(owner.control)), await modeOf(owner.control)]).toEqual(['700', '600'])
    expect(await askOwner(owner.control)).toEqual(owner)
    expect(await livenessOf(owner)).toBe('answers')
  })

  it('is not put back where its home is gone, and begins none there', async () => {
    await using control = await ControlSocket.listen(owner.control, owner)
    await rm(folder, { recursive: true })
    await expect(control.restore()).rejects.toThrow('ENOENT')
    await expect(stat(folder)).rejects.toThrow('ENOENT')
    await mkdir(folder)
    expect(await control.restore()).toBe(true)
    expect(await askOwner(owner.control)).toEqual(owner)
  })

  it('opens where a dead owner left its socket, and leaves none itself', async () => {
    await mkdir(dirname(owner.control))
    await writeFile(owner.control, '')
    expect(await livenessOf(owner)).toBe('mute')
    const control = await ControlSocket.listen(owner.control, owner)
    expect(await livenessOf(owner)).toBe('answers')
    await control[Symbol.asyncDispose]()
    await expect(stat(owner.control)).rejects.toThrow('ENOENT')
    expect(await livenessOf(owner)).toBe('mute')
  })

  it('of a home that lies too deep is a folder of its own among temporary files', async () => {
    const control = controlPath(join(folder, 'deep/'.repeat(40), 'daemon'))
    const own = dirname(control)
    try {
      await using _control = await ControlSocket.listen(control, { ...owner, control })
      expect([await modeOf(own), await modeOf(control)]).toEqual(['700', '600'])
      expect(await livenessOf({ ...owner, control })).toBe('answers')
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  })

  it('does not open in a folder among temporary files that somebody else put there', async () => {
    const control = controlPath(join(folder, 'deeper/'.repeat(40), 'daemon'))
    const own = dirname(control)
    await symlink(folder, own)
    try {
      await expect(ControlSocket.listen(control, owner)).rejects.toThrow('is not a folder of this user')
    } finally {
      await rm(own, { force: true })
    }
  })

  it('closes although somebody holds a connection open and asks nothing', async () => {
    const control = await ControlSocket.listen(owner.control, owner)
    const idle = connect(owner.control)
    idle.write('GET /owner HTTP/1.1\r\n')
    const closed = once(idle, 'close')
    await askOwner(owner.control)
    await control[Symbol.asyncDispose]()
    await closed
  })

  it('turns away whoever wants the contract before anybody serves it', async () => {
    await using _control = await ControlSocket.listen(owner.control, owner)
    const headers = { connection: 'Upgrade', upgrade: 'websocket' }
    const turnedAway = Promise.withResolvers<Error>()
    request({ socketPath: owner.control, path: '/link', headers }).on('error', turnedAway.resolve).end()
    expect(await turnedAway.promise).toMatchObject({ code: 'ECONNRESET' })
  })
})

describe('who is asked at a control path', () => {
  it('counts as nobody when something else answers there', async () => {
    const path = join(folder, 'other.sock')
    const other = createServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nhey', () => socket.destroy())
    })
    await new Promise<void>((resolve) => other.listen(path, resolve))
    expect(await askOwner(path)).toBeNull()
    expect(await livenessOf({ ...owner, control: path })).toBe('mute')
    await new Promise((resolve) => other.close(resolve))
  })

  it('counts as nobody when it accepts and never answers, or answers without end', async () => {
    const path = join(folder, 'silent.sock')
    const sockets: { destroy(): void }[] = []
    let endless = false
    const other = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      if (endless) socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(50_000)}`)
    })
    await new Promise<void>((resolve) => other.listen(path, resolve))
    expect(await askOwner(path, 50)).toBeNull()
    endless = true
    expect(await askOwner(path, 10_000)).toBeNull()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => other.close(resolve))
  })

  it('counts as mute when another instance answers there', async () => {
    await using _control = await ControlSocket.listen(owner.control, { ...owner, instance: 'another' })
    expect(await livenessOf(owner)).toBe('mute')
  })
})
