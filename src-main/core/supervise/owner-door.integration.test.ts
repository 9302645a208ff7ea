import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { processStartTime } from '../provider/process-table'
import type { Owner } from './owner'
import { OwnerDoor, whoHasDoor } from './owner-door'

const name = () => `\0lanekeeper-test-${randomUUID()}`

async function ownerHere(): Promise<Owner> {
  return {
    pid: process.pid,
    processStartedAt: await processStartTime(process.pid),
    instance: 'me',
    host: 'browser',
    machine: hostname(),
    since: 1,
    control: '/elsewhere.sock',
    version: '0',
    detached: false,
  }
}

describe.skipIf(process.platform !== 'linux')('what is told under the name of an owner', () => {
  it('is nothing when nobody has the name', async () => {
    expect(await whoHasDoor(name(), '/ours.sock')).toBeNull()
  })

  it('names the process that has it, and sends nobody to another socket than that of the home', async () => {
    const door = name()
    const owner = await ownerHere()
    await using _open = await OwnerDoor.open(door, owner)
    expect(await OwnerDoor.open(door, owner)).toBeNull()
    expect(await whoHasDoor(door, '/ours.sock')).toEqual({ ...owner, control: '/ours.sock' })
  })

  it('counts for nothing when it names another process than the one that has it', async () => {
    const door = name()
    const lie = { ...(await ownerHere()), pid: process.ppid }
    const impostor = createServer((_request, response) => response.end(JSON.stringify(lie))).listen(door)
    await once(impostor, 'listening')
    try {
      expect(await whoHasDoor(door, '/ours.sock')).toMatchObject({
        pid: process.pid,
        instance: 'unknown',
        control: '/ours.sock',
      })
    } finally {
      impostor.close()
      impostor.closeAllConnections()
    }
  })

  it('is heard although others open very many connections and say nothing, and ends with them', async () => {
    const door = name()
    const owner = await ownerHere()
    const open = await OwnerDoor.open(door, owner)
    const silent = Array.from({ length: 300 }, () => connect(door).on('error', () => {}))
    await Promise.all(silent.map((socket) => once(socket, 'connect')))
    expect(await whoHasDoor(door, '/ours.sock')).toMatchObject({ pid: process.pid, instance: 'me' })
    const ended = Promise.all(silent.map((socket) => socket.closed || once(socket, 'close')))
    await open?.[Symbol.asyncDispose]()
    await ended
  })

  it.skipIf(process.getuid?.() !== 0)('is refused when it comes from another user', async () => {
    const door = name()
    const answer = JSON.stringify(await ownerHere())
    const program = `const http = require('node:http')
http.createServer((_, response) => response.end(${JSON.stringify(answer)}))
  .listen(${JSON.stringify(door)}, () => process.send('up'))`
    const stranger = spawn(process.execPath, ['-e', program], {
      uid: 65_534,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    try {
      await once(stranger, 'message')
      await expect(whoHasDoor(door, '/ours.sock')).rejects.toThrow('another user')
    } finally {
      const ended = once(stranger, 'exit')
      stranger.kill('SIGKILL')
      await ended
    }
  })
})
