import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import { hostname } from 'node:os'
import { platform } from 'node:process'
import { faultCode } from '../ground/fault-code'
import { loopbackServer } from '../ground/loopback-server'
import { homeMark } from '../provider/control-groups'
import { processStartTime } from '../provider/process-table'
import { askOwner, type Owner } from './owner'

/**
 * Where the owner of a home answers whatever becomes of the files in it: a name that only one process of the machine can
 * have, and that the system lets go of with that process. Null where the system has no such names that stand in no
 * folder, and when there is no home.
 */
export async function doorName(root: string): Promise<string | null> {
  if (platform !== 'linux' && platform !== 'win32') return null
  try {
    const name = `lanekeeper-owner-${await homeMark(root)}`
    return platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Askers at a time: there is one as a rule, and any user of the machine may come. */
const mostAskers = 128

/** The name, once it is ours. It tells who we are and nothing else. */
export class OwnerDoor implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Null when another process has the name. */
  static async open(name: string, owner: Owner): Promise<OwnerDoor | null> {
    const server = loopbackServer(4 * 1024)
    server.on('request', (request, response) => answerOwner(request.url, response, owner))
    server.maxConnections = mostAskers
    const listening = Promise.withResolvers<void>()
    server.once('error', listening.reject)
    server.listen(name, listening.resolve)
    try {
      await listening.promise
    } catch (error) {
      if (faultCode(error) === 'EADDRINUSE') return null
      throw error
    }
    server.removeListener('error', listening.reject)
    server.on('error', () => {})
    return new OwnerDoor(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.withResolvers<void>()
    this.#server.close(() => closed.resolve())
    this.#server.closeAllConnections()
    await closed.promise
  }
}

/**
 * Who has the name, also when it does not answer; null when nobody has it any more. Whoever came first could take it, so what
 * is told there is believed only of the process that the system shows to have it, and nobody is sent elsewhere by it. Throws
 * when that process is not one of this user's.
 */
export async function whoHasDoor(name: string, control: string): Promise<Owner | null> {
  const pid = platform === 'linux' ? await holderOf(name) : undefined
  if (pid === null) return null
  const told = await askOwner(name)
  if (told !== null && (pid === undefined || told.pid === pid)) return { ...told, control }
  if (pid === undefined) return null
  return {
    pid,
    processStartedAt: await processStartTime(pid),
    instance: 'unknown',
    host: 'unknown',
    machine: hostname(),
    since: Date.now(),
    control,
    version: '',
    detached: false,
  }
}

/** The process that listens under a name of the system's own. */
async function holderOf(name: string): Promise<number | null> {
  const inode = await inodeOf(name)
  if (inode === null) return null
  const socket = `socket:[${inode}]`
  for (const pid of (await readdir('/proc')).map(Number).filter((each) => each > 0)) {
    if ((await userOf(pid)) === process.getuid?.() && (await holds(pid, socket))) return pid
  }
  // It may have ended while we looked.
  if ((await inodeOf(name)) !== inode) return null
  throw new Error('a process of another user, or of another container, has the name of this home’s owner')
}

async function inodeOf(name: string): Promise<string | null> {
  const line = (await readFile('/proc/net/unix', 'utf8'))
    .split('\n')
    .map((each) => each.trim().split(/\s+/))
    .find((fields) => fields[7] === `@${name.slice(1)}` && fields[3] === '00010000')
  return line?.[6] ?? null
}

async function userOf(pid: number): Promise<number | null> {
  return stat(`/proc/${pid}`).then(
    ({ uid }) => uid,
    () => null, // it has ended
  )
}

async function holds(pid: number, socket: string): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const file of files) {
    if ((await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')) === socket) return true
  }
  return false
}

/** The one question that everybody may ask an owner. */
export function answerOwner(
  url: string | undefined,
  response: { writeHead(status: number, headers: Record<string, string>): unknown; end(text: string): unknown },
  owner: Owner,
): void {
  const known = url === '/owner'
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json', connection: 'close' })
  response.end(known ? JSON.stringify(owner) : '{}')
}
