import type { Invocation } from '#shared/invocation'
import { bounds } from '#shared/limits'
import type { LeftProcess, Reach } from '#shared/supervisor'
import type { Prices } from '../provider/priced'
import { type RecoveredInvocations, recoverInvocations } from '../provider/recover-invocations'
import { commandOf, type ProcessPort, type Swept, sweep } from '../provider/sweep'
import type { Log } from '../record/log'
import type { EarlierLife } from './earlier-life'
import { LeftProcesses } from './left-processes'
import { orphansOf } from './orphans'

/** What was found of an item's program when a life was cut short. */
export interface CutShort {
  /** How long it had run without finishing, ms; null: none ran. */
  readonly livedMs: number | null
  /** It had finished its turn. */
  readonly hadFinished: boolean
}

/** Looks for processes of attempts that nobody works on any more, and ends them. */
export class LastLook {
  /** What refused to die so far. */
  readonly left: LeftProcesses
  /** By `<lane>/<file of its item>`, how long an attempt had run that was found unfinished, ms. */
  readonly #cutShort = new Map<string, number>()
  /** By the same name, the items whose attempt had finished its turn all the same. */
  readonly #finished = new Set<string>()
  readonly #lastBeatAt: number | null
  readonly #invocations: string
  readonly #processes: ProcessPort
  readonly #settings: () => { readonly prices: Prices }
  readonly #log: Log

  constructor(
    invocations: string,
    processes: ProcessPort,
    earlier: Pick<EarlierLife, 'left' | 'lastBeatAt'>,
    log: Log,
    settings: () => { readonly prices: Prices },
  ) {
    this.#settings = settings
    this.#invocations = invocations
    this.#processes = processes
    this.#log = log
    this.#lastBeatAt = earlier.lastBeatAt
    this.left = new LeftProcesses(processes, earlier.left)
  }

  /** How far it sees. */
  get reach(): Reach {
    return this.#processes.groups?.whole === true ? 'group' : 'descent'
  }

  cutShortOf(name: string): CutShort {
    return { livedMs: this.#cutShort.get(name) ?? null, hadFinished: this.#finished.has(name) }
  }

  /** Ends whatever is left of any attempt; `orphans` says by the file of its item what was found of an earlier life. */
  async end(): Promise<Swept & { readonly orphans: ReadonlyMap<string, string> }> {
    const again = await this.left.end()
    const running = await this.recovered(() => true)
    const earlier = await this.#endEarlierGroups()
    const looks = [again, running, earlier]
    const left = [...new Set(looks.flatMap((look) => look.left))]
    return { ended: looks.flatMap((look) => look.ended), left, orphans: orphansOf(running, Date.now()) }
  }

  /** The first of processes that refuse to die, with what they are called. */
  async named(pids: readonly number[]): Promise<LeftProcess[]> {
    const named: LeftProcess[] = []
    for (const pid of pids.slice(0, bounds.endedProcesses))
      named.push({ pid, command: await commandOf(pid, { processes: this.#processes }) })
    return named
  }

  /** The same for attempts that are still written down as running, and these only. */
  async recovered(only: (record: Invocation) => boolean): Promise<RecoveredInvocations> {
    const options = { only, processes: this.#processes, prices: this.#settings().prices }
    const found = await recoverInvocations(this.#invocations, options)
    for (const fault of found.faults) {
      this.#log.error('recovery', 'A record of an earlier life could not be settled', fault)
    }
    for (const { id, pid, startedAt, itemId, lane, itemFile } of found.lost) {
      // It ended with its owner at the latest, however long ago that was. One without a process never ran.
      const endedAt = Math.min(this.#lastBeatAt ?? startedAt, Date.now())
      if (pid !== null) this.#cutShort.set(`${lane}/${itemFile}`, Math.max(endedAt - startedAt, 0))
      const facts = { invocation: id, pid, item: itemId, ageMs: Date.now() - startedAt }
      this.#log.warn('recovery', 'An attempt of an earlier life was found unfinished', facts)
    }
    for (const { id, itemId, lane, itemFile } of found.finished) {
      this.#finished.add(`${lane}/${itemFile}`)
      const facts = { invocation: id, item: itemId }
      this.#log.warn('recovery', 'An attempt of an earlier life had finished its turn; it is not made again', facts)
    }
    const { ended } = found
    if (ended.length > 0) this.#log.warn('recovery', 'Processes of an earlier life were ended', { ended })
    if (found.left.length > 0) {
      const ids = [...found.lost, ...found.finished].map((record) => record.id)
      await this.left.add(ids, found.left)
    }
    return found
  }

  /** Groups that an earlier owner left where nothing is written down of their attempts any more. */
  async #endEarlierGroups(): Promise<Swept> {
    const groups = (await this.#processes.groups?.left()) ?? []
    const attempts = groups.map((group) => ({ id: group.name, root: null, group }))
    const swept = await sweep(attempts, { processes: this.#processes })
    const { ended } = swept
    if (ended.length > 0) this.#log.warn('recovery', 'Processes in groups of an earlier life were ended', { ended })
    return swept
  }
}
