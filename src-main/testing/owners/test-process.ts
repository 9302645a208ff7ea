import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { z } from 'zod'
import { Changes } from '../../core/ground/changes'

/** A test program as a process of its own: it tells values, the test sends it others. Killed when disposed. */
export class TestProcess<Told> implements AsyncDisposable {
  readonly told: Told[] = []
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>
  readonly #child: ChildProcess
  readonly #changes = new Changes()
  readonly #over = new AbortController()

  constructor(program: string, plan: object, schema: z.ZodType<Told>) {
    this.#child = fork(program, [JSON.stringify(plan)], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child.on('message', (value) => {
      this.told.push(schema.parse(value))
      this.#changes.touch()
    })
    this.ended = once(this.#child, 'exit').then(([exitCode, signal]) => {
      this.#over.abort()
      return { exitCode, signal }
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** How much it has told so far; what comes later is found from there on. */
  get mark(): number {
    return this.told.length
  }

  tell(value: object): void {
    this.#child.send(value, () => {})
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits for something told from `mark` on; the test's time-out is the bound. */
  async hears(wanted: (told: Told) => boolean, mark = 0): Promise<Told> {
    for (;;) {
      const seen = this.#changes.count
      const found = this.told.slice(mark).find(wanted)
      if (found !== undefined) return found
      if (this.#over.signal.aborted) throw new Error(`process ${this.pid} ended before it told what was waited for`)
      await this.#changes.since(seen, this.#over.signal)
    }
  }

  /** Ends it at once, without a chance to do anything, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }
}
