import { chmod, lstat, rm, stat } from 'node:fs/promises'
import type { IncomingMessage, Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { loopbackServer } from '../ground/loopback-server'
import { makeFolder } from '../ground/make-folder'
import type { Owner } from './owner'
import { answerOwner } from './owner-door'

/** Somebody who wants to speak the contract over the control socket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * The owner's door for other processes of its user: tells who owns the home, and hands connections that want the contract
 * to whoever serves it. On POSIX only the user can reach it: the folder and the socket are theirs alone.
 */
export class ControlSocket implements AsyncDisposable {
  readonly #server: Server
  readonly #path: string
  readonly #sockets = new Set<Duplex>()
  #upgrade: Upgrade | null = null
  /** Which file its socket is. */
  #file: string | null = null

  private constructor(server: Server, path: string) {
    this.#server = server
    this.#path = path
  }

  /** Listens at `path`, which must belong to this process alone: a socket file left there is removed. */
  static async listen(path: string, owner: Owner): Promise<ControlSocket> {
    const server = loopbackServer(16 * 1024)
    server.maxConnections = 256
    server.on('request', (request, response) => {
      answerOwner(request.method === 'GET' ? request.url : undefined, response, owner)
    })
    const control = new ControlSocket(server, path)
    server.on('connection', (socket) => control.#keep(socket))
    server.on('upgrade', (request, socket, head) => {
      if (control.#upgrade === null || request.url !== '/link') socket.destroy()
      else control.#upgrade(request, socket, head)
    })
    await control.#listen()
    // A connection the system could not hand over costs that connection only.
    server.on('error', () => {})
    return control
  }

  /**
   * Listens at its path again when the file there is gone or is not its own any more, and tells whether that was so. Who is
   * connected stays connected.
   */
  async restore(): Promise<boolean> {
    if (process.platform === 'win32') return false
    const found = await fileId(this.#path)
    if (found !== null && found === this.#file) return false
    // Only a server that is closed can listen anew; it waits for nobody who is connected.
    this.#server.close()
    await this.#listen()
    return true
  }

  async #listen(): Promise<void> {
    const path = this.#path
    if (process.platform !== 'win32') {
      await makeOwnFolder(dirname(path))
      await rm(path, { force: true })
    }
    const listening = Promise.withResolvers<void>()
    this.#server.once('error', listening.reject)
    this.#server.listen(path, listening.resolve)
    await listening.promise.finally(() => this.#server.removeListener('error', listening.reject))
    if (process.platform === 'win32') return
    await chmod(path, 0o600)
    this.#file = await fileId(path)
  }

  /** Who serves the contract to connections from now on. */
  serve(upgrade: Upgrade): void {
    this.#upgrade = upgrade
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.withResolvers<void>()
    this.#server.close(() => closed.resolve())
    for (const socket of this.#sockets) socket.destroy()
    await closed.promise
    if (process.platform !== 'win32') await rm(this.#path, { force: true })
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

async function fileId(path: string): Promise<string | null> {
  try {
    const { dev, ino, birthtimeNs } = await stat(path, { bigint: true })
    return `${dev}:${ino}:${birthtimeNs}`
  } catch {
    return null
  }
}

/**
 * Beside everybody's temporary files the folder must be this user's own, or others could answer in the owner's place; in a
 * home it is whose the home is.
 */
async function makeOwnFolder(path: string): Promise<void> {
  // Not what is above it: a home that was moved away meanwhile must not begin anew at its old place.
  await makeFolder(path, dirname(path))
  const folder = await lstat(path)
  const isOurs = folder.isDirectory() && folder.uid === process.getuid?.()
  if (!isOurs && dirname(path) === tmpdir()) throw new Error(`${path} is not a folder of this user`)
  if (isOurs && (folder.mode & 0o077) !== 0) await chmod(path, 0o700)
}
