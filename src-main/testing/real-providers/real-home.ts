import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Board } from '#shared/board'
import type { Invocation, Permissions } from '#shared/invocation'
import type { InvocationEvent } from '#shared/invocation-events'
import { OutgoingMessage } from '#shared/message'
import type { ModelServer } from '../../../e2e/models/model-server'
import { homePaths } from '../../core/ground/home-paths'
import type { Core } from '../../core/home/core'
import { openCore } from '../../core/home/open-core'
import { markedProcesses } from '../../core/provider/sweep'
import { message } from '../homes/test-home'

/** Set by `npm run test:providers`: the folder that claude and codex were installed in. */
export const realPrograms = process.env.LANEKEEPER_REAL_PROVIDERS ?? null

export interface RealHomeOptions {
  readonly provider: 'anthropic' | 'openai'
  readonly model: Pick<ModelServer, 'url'>
  readonly permissions: Permissions
  readonly config?: string
  /** More keys of the agent. */
  readonly agent?: string
  /** More lines of orchestrator.yaml. */
  readonly orchestrator?: string
  /** As somebody who logged in, not by a key. Only claude tells the two apart. */
  readonly loggedIn?: boolean
  /** What the person has written into codex's own settings. */
  readonly codexConfig?: string
}

/**
 * A home whose agent is a real program that asks a model of our own. The program's own home is a folder beside it, so
 * that whatever is written outside home and workspace is seen. Not below the system's folder for temporary files: there
 * codex refuses to set up its sandbox.
 */
export class RealHome implements AsyncDisposable {
  readonly root: string
  readonly core: Core
  #asked = 0

  private constructor(root: string, core: Core) {
    this.root = root
    this.core = core
  }

  static async open(options: RealHomeOptions): Promise<RealHome> {
    const root = await mkdtemp(join(dirname(realPrograms ?? homedir()), 'lanekeeper-real-'))
    const user = join(root, 'user')
    const temporary = join(root, 'tmp')
    await mkdir(join(user, '.codex'), { recursive: true })
    await writeFile(join(user, '.codex', 'config.toml'), options.codexConfig ?? '')
    await mkdir(temporary)
    const paths = homePaths(join(root, 'home'))
    await mkdir(join(paths.workspaces, 'main'), { recursive: true })
    await writeFile(paths.config, configOf(options))
    await writeFile(
      join(paths.workspaces, 'main', 'orchestrator.yaml'),
      `id: main
selector_agent: default
agents:
  default: { provider: ${options.provider}, permissions: ${options.permissions}${options.agent ?? ''} }
${options.orchestrator ?? ''}`,
    )
    const core = await openCore({
      homePath: paths.root,
      host: 'browser',
      version: '0.0.0',
      resourcesPath: join(import.meta.dirname, '../../../resources'),
      environment: {
        PATH: [join(realPrograms ?? '', 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH].join(
          delimiter,
        ),
        HOME: user,
        CODEX_HOME: join(user, '.codex'),
        TMPDIR: temporary,
      },
    })
    return new RealHome(root, core)
  }

  get workspace(): string {
    return join(homePaths(join(this.root, 'home')).workspaces, 'main', 'workspace')
  }

  /** Enqueues one message and gives its name in the lane. */
  async put(text: string, conversationId?: string, more: object = {}): Promise<void> {
    const { queue } = homePaths(join(this.root, 'home'))
    this.#asked++
    const file = `ask-${this.#asked}.json`
    await writeFile(join(this.root, file), JSON.stringify(message({ message: text, conversationId, ...more })))
    await rename(join(this.root, file), join(queue, 'incoming', file))
  }

  /** Asks once and gives what the conversation is told, when the item has been answered or buried. */
  async ask(text: string, conversationId?: string, more: object = {}): Promise<string> {
    const before = (await this.#answers()).length
    await this.put(text, conversationId, more)
    await expect.poll(async () => (await this.#answers()).length, { timeout: 60_000 }).toBeGreaterThan(before)
    const answers = await this.#answers()
    return answers.sort((a, b) => a.timestamp - b.timestamp).at(-1)?.message ?? ''
  }

  async #answers(): Promise<OutgoingMessage[]> {
    const folder = join(homePaths(join(this.root, 'home')).queue, 'outgoing')
    const texts = (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8'))
    return (await Promise.all(texts)).map((text) => OutgoingMessage.parse(JSON.parse(text)))
  }

  async newest(): Promise<Invocation> {
    const [invocation] = await this.core.invocations.recent({ limit: 1 })
    if (invocation === undefined) throw new Error('nothing was invoked')
    return invocation
  }

  async events(): Promise<InvocationEvent[]> {
    const { id } = await this.newest()
    const events: InvocationEvent[] = []
    for await (const batch of this.core.invocations.events({ id }, new AbortController().signal))
      events.push(...batch.events)
    return events
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const invocations = await this.core.invocations.recent({ limit: 50 })
    await this.core[Symbol.asyncDispose]()
    const marked = (await markedProcesses()).filter((each) => invocations.some(({ id }) => id === each.attempt))
    const beside = await readdir(this.root)
    await rm(this.root, { recursive: true, force: true })
    expect(marked, 'processes of runs left behind').toEqual([])
    expect(beside.sort(), 'something was written outside home and workspace').toEqual(['home', 'tmp', 'user'])
  }
}

export const counts = (board: Board) => board.lanes[0]?.counts
export const gate = (board: Board, provider: string) => board.providers.find((card) => card.name === provider)?.gate

function configOf({ provider, model, loggedIn, config = 'limits: { max_attempts: 1 }\n' }: RealHomeOptions): string {
  const login = loggedIn === true ? 'CLAUDE_CODE_OAUTH_TOKEN: dummy-token' : 'ANTHROPIC_API_KEY: dummy-key'
  const settings = {
    anthropic: `{ env: { ANTHROPIC_BASE_URL: "${model.url}", ${login}, CLAUDE_CODE_MAX_RETRIES: "1" } }`,
    openai: `{ env: { CODEX_API_KEY: dummy-key, OPENAI_BASE_URL: "${model.url}/v1" } }`,
  }
  return `providers:
  ${provider}: ${settings[provider]}
prices: { gpt-6.1-sol: { input_per_million: 1, output_per_million: 10 } }
orchestrators: { main: {} }
channel_profiles: { slack: { channel: slack, orchestrator_id: main } }
drain_seconds: 0
${config}`
}
