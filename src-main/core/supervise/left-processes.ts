import { z } from 'zod'
import { type ProcessPort, type Swept, sweep } from '../provider/sweep'

/** Processes of attempts that refused to die, named for good, and the attempts they belong to. */
export const LeftBehind = z.object({
  attempts: z.array(z.string()),
  processes: z.array(z.object({ pid: z.int(), startedAt: z.string() })),
})
export type LeftBehind = z.infer<typeof LeftBehind>

export const nothingLeft: LeftBehind = { attempts: [], processes: [] }

/** What of it is still there. A pid that was given to somebody else since is not. */
export async function stillThere(left: LeftBehind, processes: ProcessPort): Promise<LeftBehind> {
  const there: LeftBehind['processes'] = []
  for (const each of left.processes) if ((await processes.startTime(each.pid)) === each.startedAt) there.push(each)
  return there.length === 0 ? nothingLeft : { attempts: left.attempts, processes: there }
}

/** Remembers what refused to die, until another look finds it gone. */
export class LeftProcesses {
  readonly #processes: ProcessPort
  #left: LeftBehind
  /** One change at a time, whether or not the one before it went well. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(processes: ProcessPort, left: LeftBehind) {
    this.#processes = processes
    this.#left = left
  }

  get all(): LeftBehind {
    return this.#left
  }

  add(attempts: readonly string[], pids: readonly number[]): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#left
      const known = new Set(before.processes.map((each) => each.pid))
      const added = await this.#named(pids.filter((pid) => !known.has(pid)))
      this.#left = {
        attempts: [...new Set([...before.attempts, ...attempts])],
        processes: [...before.processes, ...added],
      }
    })
  }

  /** Tries again to end what is left. */
  end(): Promise<Swept> {
    return this.#inTurn(() => this.#end())
  }

  async #end(): Promise<Swept> {
    const { attempts, processes } = this.#left
    const seen = processes
    // Processes whose attempts are not known any more are still looked for, by pid and start time.
    const ids = attempts.length === 0 && seen.length > 0 ? [''] : attempts
    const targets = ids.map((id) => ({ id, root: null, seen }))
    const swept = await sweep(targets, { processes: this.#processes })
    this.#left = swept.left.length === 0 ? nothingLeft : { attempts, processes: await this.#named(swept.left) }
    return swept
  }

  #inTurn<Value>(change: () => Promise<Value>): Promise<Value> {
    const done = this.#changing.then(change)
    this.#changing = done.catch(() => {})
    return done
  }

  async #named(pids: readonly number[]): Promise<LeftBehind['processes']> {
    const named: LeftBehind['processes'] = []
    for (const pid of pids) {
      const startedAt = await this.#processes.startTime(pid)
      if (startedAt !== null) named.push({ pid, startedAt })
    }
    return named
  }
}
