import { existsSync, readFileSync, watch } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import type { Board } from '#shared/board'
import { OutgoingMessage } from '#shared/message'
import { homePaths } from '../../core/ground/home-paths'
import type { Core } from '../../core/home/core'
import { type CoreOptions, openCore } from '../../core/home/open-core'
import { markedProcesses } from '../../core/provider/sweep'

/** An agent's program as JavaScript: `prompt` holds what came over stdin, `answer` writes and `fail` ends badly. */
const agentFrame = (body: string): string => `
import { readFileSync, appendFileSync } from 'node:fs'
const prompt = readFileSync(0, 'utf8')
const text = prompt.slice(prompt.indexOf('\\n\\n') + 2).trimEnd()
const answer = (words) => process.stdout.write(words)
const fail = (words) => { process.stderr.write(words); process.exitCode = 1 }
${body}
`

export const resourcesPath = join(import.meta.dirname, '../../../resources')

export interface TestHomeOptions {
  /** The agent's program; by default it repeats the message. */
  readonly agent?: string
  /** Lines added to `config.yaml`. */
  readonly config?: string
  /** Lines added to the file of the orchestrator `main`, whose agent is `default`. */
  readonly orchestrator?: string
  /** Runbooks by the names of their files. */
  readonly runbooks?: Readonly<Record<string, string>>
}

const kinds = ['ProcessWrap', 'FSEventWrap', 'TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'Timeout']

/** A home of its own for one test, with an agent that is a real process. */
export class TestHome implements AsyncDisposable {
  readonly root: string
  readonly #cores = new Set<Core>()
  readonly #before = process.getActiveResourcesInfo()

  private constructor(root: string) {
    this.root = root
  }

  static async create(options: TestHomeOptions = {}): Promise<TestHome> {
    const home = new TestHome(await mkdtemp(join(tmpdir(), 'lanekeeper-')))
    const { paths } = home
    const script = join(home.root, 'agent.mjs')
    await mkdir(join(paths.workspaces, 'main'), { recursive: true })
    await writeFile(script, agentFrame(options.agent ?? 'answer("You said: " + text)'))
    await writeFile(
      join(paths.workspaces, 'main', 'orchestrator.yaml'),
      `id: main\nselector_agent: default\nagents:\n  default: { provider: scripted, can_orchestrate_workflows: true }\n${options.orchestrator ?? ''}`,
    )
    for (const [name, text] of Object.entries(options.runbooks ?? {})) await home.runbook(name, text)
    await writeFile(
      paths.config,
      `providers:
  scripted: { kind: command, argv: [node, ${JSON.stringify(script)}] }
orchestrators: { main: {} }
channel_profiles:
  panel: { channel: panel, orchestrator_id: main }
  slack: { channel: slack, orchestrator_id: main }
settle_ms: 100
retry: { base_ms: 20, cap_ms: 40 }
breaker: { failures: 0 }
${options.config ?? ''}`,
    )
    return home
  }

  get paths(): ReturnType<typeof homePaths> {
    return homePaths(this.root)
  }

  async open(change: Partial<CoreOptions> = {}): Promise<Core> {
    const core = await openCore({
      homePath: this.root,
      host: 'browser',
      version: '0.0.0',
      resourcesPath,
      ...change,
    })
    this.#cores.add(core)
    return core
  }

  async close(core: Core): Promise<void> {
    this.#cores.delete(core)
    await core[Symbol.asyncDispose]()
  }

  /** Writes a runbook as editors do, in one rename; null takes it away. */
  async runbook(name: string, text: string | null): Promise<void> {
    const path = join(this.paths.runbooks, name)
    if (text === null) return rm(path)
    await mkdir(this.paths.runbooks, { recursive: true })
    await writeFile(join(this.root, `.${name}`), text)
    await rename(join(this.root, `.${name}`), path)
  }

  laneRoot(lane: string): string {
    return lane === 'queue' ? this.paths.queue : join(this.paths.lanes, lane)
  }

  /** Writes an item as a foreign program does: elsewhere, then one rename into `incoming`. */
  async put(file: string, item: object | string, lane = 'queue'): Promise<void> {
    const text = typeof item === 'string' ? item : JSON.stringify(item)
    const incoming = join(this.laneRoot(lane), 'incoming')
    await mkdir(incoming, { recursive: true })
    const elsewhere = join(this.root, `.${file}`)
    await writeFile(elsewhere, text)
    await rename(elsewhere, join(incoming, file))
  }

  async files(folder: string, lane = 'queue'): Promise<string[]> {
    return (await readdir(join(this.laneRoot(lane), folder))).sort()
  }

  /** Waits until agents have written so many lines to a file of the home; the test's time-out is the bound. */
  async untilLines(file: string, wanted: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => {
      const path = join(this.root, file)
      if (existsSync(path) && readFileSync(path, 'utf8').split('\n').length > wanted) resolve()
    }
    const watcher = watch(this.root, look)
    look()
    await promise
    watcher.close()
  }

  /** The answers in `outgoing`, in the order they were made. */
  async answers(lane = 'queue'): Promise<OutgoingMessage[]> {
    const found: OutgoingMessage[] = []
    const outgoing = join(this.laneRoot(lane), 'outgoing')
    for (const file of await this.files('outgoing', lane)) {
      found.push(OutgoingMessage.parse(JSON.parse(await readFile(join(outgoing, file), 'utf8'))))
    }
    return found.sort((a, b) => a.timestamp - b.timestamp)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const core of this.#cores) await core[Symbol.asyncDispose]()
    const ours = new Set(await this.#attempts())
    const left = (await markedProcesses()).filter(
      ({ attempt, parent }) => ours.has(attempt ?? '') || parent === process.pid,
    )
    await rm(this.root, { recursive: true, force: true })
    expect(left, 'processes of attempts left behind').toEqual([])
    const now = process.getActiveResourcesInfo()
    const leaked = kinds.filter((kind) => countOf(now, kind) > countOf(this.#before, kind))
    expect(leaked, 'kinds of resources of which more are left than there were').toEqual([])
  }

  /** The ids of every attempt made in this home, by whichever owner. */
  async #attempts(): Promise<string[]> {
    const entries = await readdir(this.paths.invocations, { recursive: true }).catch(() => [])
    return entries.map((entry) => basename(entry))
  }
}

function countOf(names: readonly string[], kind: string): number {
  return names.filter((name) => name === kind).length
}

/** Follows the board until it is as wanted; vitest's own time-out is the bound. */
export async function until(core: Core, wanted: (board: Board) => boolean): Promise<Board> {
  const stop = new AbortController()
  for await (const event of core.board.follow(stop.signal)) {
    const board = core.boardNow()
    if (event.kind === 'snapshot' ? wanted(event.board) : wanted(board)) {
      stop.abort()
      return board
    }
  }
  throw new Error('the board ended first')
}

let made = 0

/** A message as a channel client writes it, with its own id. */
export function message(change: Partial<Record<string, unknown>> = {}): Record<string, unknown> {
  made++
  return {
    channel: 'slack',
    channelProfileId: 'slack',
    sender: 'Ada',
    message: `message ${made}`,
    timestamp: 1_763_600_000_000 + made,
    messageId: `m-${made}`,
    ...change,
  }
}
