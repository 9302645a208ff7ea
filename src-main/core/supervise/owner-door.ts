import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { hostname } from 'node:os'
import { platform } from 'node:process'
import { faultCode } from '../home/fault-code'
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

/** The name, once it is ours. It tells who we are and nothing else: any user of the machine can ask. */
export class OwnerDoor implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  /** Null when another process has the name. */
  static async open(name: string, owner: Owner): Promise<OwnerDoor | null> {
    const server = createServer((request, response) => answerOwner(request.url, response, owner))
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

/** Who has the name, also when it does not answer; null when nobody has it any more. */
export async function whoHasDoor(name: string, control: string): Promise<Owner | null> {
  const owner = await askOwner(name)
  if (owner !== null) return owner
  const pid = await holderOf(name)
  if (pid === null) return null
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

/** The process that listens under a name of the system's own, as far as this user may see it. */
async function holderOf(name: string): Promise<number | null> {
  if (platform !== 'linux') return null
  const line = (await readFile('/proc/net/unix', 'utf8'))
    .split('\n')
    .map((each) => each.trim().split(/\s+/))
    .find((fields) => fields[7] === `@${name.slice(1)}` && fields[3] === '00010000')
  if (line === undefined) return null
  const socket = `socket:[${line[6]}]`
  for (const pid of (await readdir('/proc')).map(Number).filter((each) => each > 0)) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')
      if (target === socket) return pid
    }
  }
  throw new Error('a process of another user has its name and does not answer')
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
