import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { homePaths } from '../../core/ground/home-paths'
import { ControlSocket } from '../../core/supervise/control-socket'
import { lockPlace, takeHomeLock } from '../../core/supervise/home-lock'
import type { CommandParts } from '../../hosts/cli/command-parts'
import { runCommand } from '../../hosts/cli/run-command'
import { serveControl } from '../../hosts/control-link'
import { createRouter } from '../../rpc/router'
import { createSocketLink } from '../../rpc/socket-link'
import { type CoreParts, fakeCore } from './fake-core'

export interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** For tests: a home that this very process owns, with a core of which only the named parts are there. */
export class FakeOwner implements AsyncDisposable {
  readonly root: string
  readonly #owned: AsyncDisposableStack

  private constructor(root: string, owned: AsyncDisposableStack) {
    this.root = root
    this.#owned = owned
  }

  static async create(parts: CoreParts, detached = false): Promise<FakeOwner> {
    await using owned = new AsyncDisposableStack()
    const root = await mkdtemp(join(tmpdir(), 'lanekeeper-owner-'))
    owned.defer(() => rm(root, { recursive: true, force: true }))
    const paths = homePaths(root)
    await mkdir(paths.daemon, { mode: 0o700 })
    const lock = await takeHomeLock(await lockPlace(paths), { host: 'browser', version: '0.1.0', detached })
    if (!lock.mine) throw new Error('a new home is owned already')
    owned.defer(() => lock.release())
    const socket = owned.use(await ControlSocket.listen(lock.owner.control, lock.owner))
    const core = { ...fakeCore(parts), serve: socket.serve.bind(socket) }
    const router = createRouter(core, (error) => {
      throw error
    })
    owned.use(serveControl(core, createSocketLink(router)))
    return new FakeOwner(root, owned.move())
  }

  /** Runs a command against this home. `terminal` says whether a person reads. */
  async run(argv: readonly string[], changed: Partial<CommandParts> = {}, terminal = false): Promise<Ran> {
    const out: string[] = []
    const err: string[] = []
    const outlet = (into: string[]) => ({
      write: (text: string) => void into.push(text),
      isTerminal: terminal,
      columns: 200,
    })
    const exitCode = await runCommand({
      argv: ['--home', this.root, ...argv],
      env: {},
      stdin: Readable.from([]),
      out: outlet(out),
      err: outlet(err),
      now: Date.now,
      version: '0.1.0',
      resourcesPath: this.root,
      programPath: '',
      ending: new AbortController().signal,
      runHost: () => Promise.reject(new Error('no host was to be run')),
      openBrowser: async () => {},
      ...changed,
    })
    return { exitCode, out: out.join(''), err: err.join('') }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync()
  }
}
