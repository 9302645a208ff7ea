import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { laneFolders } from '../../core/lane/lane-paths'
import {
  acceptedIn,
  answerOrderComplaints,
  type BooksOptions,
  complaintsAbout,
  rerunComplaints,
  runComplaints,
  settledIds,
} from './books'
import { type Effect, EffectsLog, tellEffect } from './effects'
import type { LanePlan } from './lane-plan'
import { scratchFolder } from './scratch-folder'
import type { Sent } from './sent'
import { readStanding, type Standing } from './standing'

export interface Life {
  /** How the process ended. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** A lane program that runs. */
export interface Living {
  readonly pid: number
  /** Resolves when the program has told that it is this far; also when it ended before. */
  reached(mark: 'recovering' | 'working'): Promise<void>
  endInput(): void
  kill(): void
  readonly ended: Promise<Life>
}

/** Longest a life may take before the test gives it up as hanging, ms. */
const longestLifeMs = 60_000

/** A lane folder of its own for one test, and the processes that live on it one after another. */
export class CrashLane implements AsyncDisposable {
  readonly root: string
  readonly #program: string
  readonly #living = new Set<Living>()
  readonly #log: EffectsLog
  /** Ids that were done and cleared away; none may ever be seen again. */
  readonly #retired = new Set<string>()
  #plans = 0
  #settled = new Set<string>()
  #checked = 0

  private constructor(root: string, program: string) {
    this.root = root
    this.#program = program
    this.#log = new EffectsLog(join(root, 'effects.log'))
  }

  static async create(program: string): Promise<CrashLane> {
    const lane = new CrashLane(await mkdtemp(join(scratchFolder(), 'lanekeeper-crash-')), program)
    for (const folder of laneFolders) await mkdir(lane.path(folder), { recursive: true })
    return lane
  }

  path(folder: string): string {
    return join(this.root, 'lane', folder)
  }

  get effects(): readonly Effect[] {
    return this.#log.read()
  }

  get standing(): Standing {
    return readStanding(join(this.root, 'lane'))
  }

  /** Writes files as a foreign program does: elsewhere, then one rename into the lane. */
  async put(
    files: readonly Sent[],
    folder = 'incoming',
    name = (sent: Sent): string => `${sent.id}.json`,
  ): Promise<void> {
    for (const sent of files) {
      const elsewhere = join(this.root, sent.id)
      await writeFile(elsewhere, sent.text)
      await rename(elsewhere, join(this.path(folder), name(sent)))
      this.accept(sent)
    }
  }

  /** The newest message that a foreign writer has told of; it may not have renamed it in yet. */
  lastAcceptedFrom(writer: number): string[] {
    const last = this.effects.findLast((effect) => effect.kind === 'accepted' && effect.pid === writer)
    return last?.kind === 'accepted' ? [last.id] : []
  }

  /** Enters a message in the books that came into the lane by other means. */
  accept({ id }: Sent): void {
    tellEffect(this.#log.path, { kind: 'accepted', pid: 0, id })
  }

  /** Starts a life. With `fault`, it is a life that ends at that point; `under` is a program that runs the program. */
  async start(change: Partial<LanePlan>, fault: string | null = null, under: readonly string[] = []): Promise<Living> {
    this.#plans++
    const planPath = join(this.root, `plan-${this.#plans}.json`)
    await writeFile(planPath, JSON.stringify({ ...this.#plan(), ...change }))
    return this.#follow(planPath, fault, under)
  }

  /** Lives until everything is done, or until `fault` ends it. */
  async live(change: Partial<LanePlan>, fault: string | null = null): Promise<Life> {
    const living = await this.start(change, fault)
    const timer = setTimeout(() => living.kill(), longestLifeMs)
    const life = await living.ended
    clearTimeout(timer)
    if (fault === null && life.code !== 0) {
      const { items, results } = this.standing
      const left = items.filter((item) => item.folder === 'incoming' || item.folder === 'processing')
      throw new Error(
        `A life ended with ${life.code ?? life.signal}: ${life.stderr}\n` +
          `left: ${left.map((item) => `${item.folder}/${item.file}`).join(' ')}; ${results.length} results`,
      )
    }
    return life
  }

  /**
   * Takes what is done out of the lane, as clients and operators do, and complains about what is wrong with it or has been
   * taken out before.
   */
  clearAway(): string[] {
    const { standing } = this
    // Of what is being given up the conversation is told before it is in `dead`: it is not done yet.
    const active = new Set(standing.items.filter(({ folder }) => folder === 'processing').map(({ id }) => id))
    const published = standing.results.filter(({ folder }) => folder === 'outgoing').map(({ id }) => id)
    const done = published.filter((id) => !active.has(id))
    const rejected = standing.items.filter(({ folder }) => folder === 'rejected').map(({ id }) => id)
    const cleared = new Set([...done, ...rejected])
    const part = {
      items: standing.items.filter(({ id }) => cleared.has(id)),
      results: standing.results.filter(({ id }) => cleared.has(id)),
      litter: [],
    }
    for (const { folder, file } of [...part.items, ...part.results]) {
      rmSync(join(this.path(folder), file))
      rmSync(join(this.path(folder), `${file}.reason`), { force: true })
    }
    const again = [...cleared].filter((id) => this.#retired.has(id)).map((id) => `${id} was done before`)
    for (const id of cleared) this.#retired.add(id)
    return [...complaintsAbout(part, cleared, { atRest: true }), ...again]
  }

  /** Complaints about what a kill left; remembers what the next life must not run again. */
  complaintsAfterKill(options: Omit<BooksOptions, 'atRest'> = {}): string[] {
    const effects = this.effects
    const reruns = this.#reruns(effects)
    const { standing } = this
    for (const id of settledIds(standing)) this.#settled.add(id)
    this.#checked = effects.length
    return [...complaintsAbout(standing, this.#accepted(effects), { ...options, atRest: false }), ...reruns]
  }

  /** Complaints about a lane that has worked everything off. */
  complaintsAtRest(options: Omit<BooksOptions, 'atRest'> & { readonly histories?: number } = {}): string[] {
    const { effects, standing } = this
    const { results } = standing
    const answers = results.filter((result) => !result.isNotice).length
    const told = effects.filter((effect) => effect.kind === 'quiet').slice(-(options.histories ?? 1))
    const counted = told.reduce((sum, { completed }) => sum + completed, 0)
    return [
      ...complaintsAbout(standing, this.#accepted(effects), { ...options, atRest: true }),
      ...runComplaints(effects),
      ...this.#reruns(effects),
      ...answerOrderComplaints(results),
      ...(told.length === 0 || this.#retired.size > 0 || counted === answers
        ? []
        : [`the history counts ${counted} completed items, ${answers} were answered`]),
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const living of [...this.#living]) {
      living.kill()
      await living.ended
    }
    await rm(this.root, { recursive: true, force: true })
  }

  #follow(planPath: string, fault: string | null, under: readonly string[]): Living {
    const { LANEKEEPER_FAULT: _, ...env } = process.env
    const [program = '', ...args] = [...under, process.execPath, this.#program, planPath]
    const child = spawn(program, args, {
      env: fault === null ? env : { ...env, LANEKEEPER_FAULT: fault },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    // It may be dead when it is told something.
    child.stdin.on('error', () => {})
    const marks = { recovering: Promise.withResolvers<void>(), working: Promise.withResolvers<void>() }
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'recovering' || line === 'working') marks[line].resolve()
    })
    const ended = once(child, 'close').then((): Life => {
      for (const mark of Object.values(marks)) mark.resolve()
      this.#living.delete(living)
      return { code: child.exitCode, signal: child.signalCode, stderr }
    })
    const living: Living = {
      pid: child.pid ?? 0,
      reached: (mark) => marks[mark].promise,
      endInput: () => void child.stdin.end(),
      kill: () => void child.kill('SIGKILL'),
      ended,
    }
    this.#living.add(living)
    return living
  }

  #accepted(effects: readonly Effect[]): Set<string> {
    return acceptedIn(effects).difference(this.#retired)
  }

  #reruns(effects: readonly Effect[]): string[] {
    return rerunComplaints(effects.slice(this.#checked), this.#settled)
  }

  #plan(): LanePlan {
    return {
      lane: join(this.root, 'lane'),
      history: join(this.root, 'history.db'),
      effects: this.#log.path,
      inFlight: 8,
      durability: 'full',
      workMs: 3,
      enqueue: [],
      operate: [],
      works: true,
      ends: 'quiet',
    }
  }
}
