import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { homePaths } from '../../core/ground/home-paths'
import { processStartTime, processTable } from '../../core/provider/process-table'
import { lockOwner } from '../../core/supervise/home-lock'
import type { Owner } from '../../core/supervise/owner'

export interface Ended {
  readonly exitCode: number | null
  readonly out: string
  readonly err: string
  readonly json: () => unknown
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once the output so far holds this text. */
  said(text: string, where?: 'out' | 'err'): Promise<void>
}

/** The agent's program: answers at once, holds until the file `gate` is there, or fails, as its message says. */
const agent = `
import { existsSync, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
const text = readFileSync(0, 'utf8').trimEnd()
const gate = new URL('gate', import.meta.url).pathname
const answer = () => { process.stdout.write('You said: ' + text.split('\\n').at(-1)); process.exit(0) }
if (text.includes('please fail')) { console.error('it failed as asked'); process.exit(3) }
if (!text.includes('please hold')) answer()
console.error('holding')
watch(dirname(gate), () => { if (existsSync(gate)) answer() })
if (existsSync(gate)) answer()
`

/** For tests: a home with a scripted agent, and the built command line run against it as real processes. */
export class CommandHome implements AsyncDisposable {
  readonly root: string
  readonly #program: string
  readonly #children = new Set<ChildProcess>()

  private constructor(root: string, program: string) {
    this.root = root
    this.#program = program
  }

  static async create(program: string, config = ''): Promise<CommandHome> {
    const home = new CommandHome(await mkdtemp(join(tmpdir(), 'lanekeeper-home-')), program)
    const { paths } = home
    await mkdir(join(paths.workspaces, 'main'), { recursive: true })
    await writeFile(join(home.root, 'agent.mjs'), agent)
    await writeFile(
      join(paths.workspaces, 'main', 'orchestrator.yaml'),
      'id: main\nselector_agent: default\nagents:\n  default: { provider: scripted }\n',
    )
    await writeFile(
      paths.config,
      `providers:
  scripted: { kind: command, argv: [node, ${JSON.stringify(join(home.root, 'agent.mjs'))}] }
orchestrators: { main: {} }
channel_profiles: { panel: { channel: panel, orchestrator_id: main } }
limits: { max_attempts: 1 }
breaker: { failures: 0 }
${config}`,
    )
    return home
  }

  get paths(): ReturnType<typeof homePaths> {
    return homePaths(this.root)
  }

  /** Lets agents that hold answer. */
  openGate(): Promise<void> {
    return writeFile(join(this.root, 'gate'), '')
  }

  begin(argv: readonly string[], input: string | null = null): Running {
    const child = spawn(process.execPath, [this.#program, ...argv], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LANEKEEPER_HOME: this.root, TZ: 'UTC' },
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    this.#children.add(child)
    const said = { out: '', err: '' }
    const heard = new Set<() => void>()
    for (const [where, stream] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ] as const) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said[where] += text
        for (const listener of heard) listener()
      })
    }
    child.stdin?.end(input)
    const ended = once(child, 'close').then((): Ended => {
      this.#children.delete(child)
      return { exitCode: child.exitCode, ...said, json: () => JSON.parse(said.out) }
    })
    return {
      child,
      ended,
      said: async (text, where = 'out') => {
        const found = Promise.withResolvers<void>()
        const look = (): void => {
          if (said[where].includes(text)) found.resolve()
        }
        heard.add(look)
        look()
        const early = ended.then(({ exitCode, out, err }) => {
          if (!said[where].includes(text)) throw new Error(`it ended with ${exitCode}: ${out}${err}`)
        })
        await Promise.race([found.promise, early])
        heard.delete(look)
      },
    }
  }

  run(argv: readonly string[], input: string | null = null): Promise<Ended> {
    return this.begin(argv, input).ended
  }

  async owner(): Promise<Owner> {
    const owner = await lockOwner(this.paths.lock)
    if (owner === null) throw new Error('nobody owns the home')
    return owner
  }

  /** Counts of the message lane, read by the command itself. */
  async counts(): Promise<Record<string, number>> {
    const { out } = await this.run(['queue', 'list', '--json'])
    return JSON.parse(out).lanes[0].counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }
    const owner = await lockOwner(this.paths.lock)
    const left = owner !== null && (await processStartTime(owner.pid)) === owner.processStartedAt ? owner.pid : null
    if (left !== null) process.kill(left, 'SIGKILL')
    const others = await this.#others()
    for (const { pid } of others) process.kill(pid, 'SIGKILL')
    await rm(this.root, { recursive: true, force: true })
    expect(left, 'an owner that the test left running').toBeNull()
    expect(others, 'processes of this home that were left running').toEqual([])
  }

  /** Whatever names this home in its command line. */
  async #others(): Promise<{ pid: number; command: string }[]> {
    const found: { pid: number; command: string }[] = []
    for (const { pid } of await processTable()) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      if (command.includes(this.root)) found.push({ pid, command: command.replaceAll('\0', ' ') })
    }
    return found
  }
}
