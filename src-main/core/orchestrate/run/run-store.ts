import { isOver, type RunRow } from '#shared/run'
import { makeFolder } from '../../ground/make-folder'
import type { Moved, RunEvent } from '../workflow/run-events'
import { type FreshRun, freshRun, type RunState } from '../workflow/run-state'
import { moved, nextOf } from '../workflow/transitions'
import { KeyedMutex } from './keyed-mutex'
import { logEntry } from './log-entry'
import { makeRun, markOpen, newRunId, type ReadRun, readRun, removeRun, unmarkOpen, writeRun } from './run-files'
import { RunIndex } from './run-index'
import { appendToLog } from './run-log'
import { marksFolder, runPaths } from './run-paths'
import { namesIn, type RunRoot } from './run-roots'
import { rowOf, unreadableRow } from './run-row'

export interface RunStoreOptions {
  readonly roots: () => Promise<RunRoot[]>
  readonly durability: () => 'full' | 'relaxed'
  readonly now: () => number
  readonly changed: () => void
  /** Told what could not be read, by what it is about. */
  readonly fault: (about: string, sentence: string) => void
}

/** Rows of runs that are settled, which never change unless they are opened again. */
const mostRows = 5000

/**
 * The runs of a home. Those that are not settled are in memory and have this one writer; every transition is on the disk
 * before anybody sees it. A run that cannot be read keeps no other from being read.
 */
export class RunStore {
  readonly #options: RunStoreOptions
  readonly #open = new Map<string, RunState>()
  readonly #index = new RunIndex()
  readonly #rows = new Map<string, RunRow>()
  readonly #mutex = new KeyedMutex()
  #roots: readonly RunRoot[] = []
  #isOpened = false

  constructor(options: RunStoreOptions) {
    this.#options = options
  }

  /** Reads which runs there are, and the ones that are not settled. */
  async open(): Promise<void> {
    await this.look()
    this.#isOpened = true
    for (const root of this.#roots) {
      for (const id of await namesIn(marksFolder(root.workspace))) {
        if (this.#index.rootOf(id) !== null) await this.#takeUp(root, id)
        // It was to be made, and never was.
        else if (/^run-[0-9a-z-]{6,64}$/.test(id)) await unmarkOpen(root.workspace, id)
      }
    }
  }

  /** As `open`, but changes nothing on the disk: for whoever only asks. */
  async openToAsk(): Promise<void> {
    this.#isOpened = true
    await this.look()
  }

  /** Takes notice of orchestrators and queues that have come, and of the runs that are not settled there. */
  async look(): Promise<void> {
    const known = new Set(this.#roots.map(({ workspace }) => workspace))
    this.#roots = await this.#options.roots()
    await this.#index.read(this.#roots)
    if (!this.#isOpened) return
    for (const { workspace } of this.#roots.filter((root) => !known.has(root.workspace))) {
      for (const id of await namesIn(marksFolder(workspace))) {
        const found = this.#index.rootOf(id) === null ? null : await this.get(id)
        if (found !== null && !found.settled && !this.#open.has(id)) this.#open.set(id, found)
      }
    }
  }

  /** Runs that are not settled. */
  get unsettled(): RunState[] {
    return [...this.#open.values()]
  }

  get newestFirst(): RunIndex['newestFirst'] {
    return this.#index.newestFirst
  }

  /** A run that is not settled, as it is now. */
  current(id: string): RunState | null {
    return this.#open.get(id) ?? null
  }

  async read(id: string): Promise<ReadRun> {
    const open = this.#open.get(id)
    if (open !== undefined) return { kind: 'run', run: open }
    const root = this.#index.rootOf(id)
    return root === null ? { kind: 'absent' } : readRun(root.workspace, id)
  }

  async get(id: string): Promise<RunState | null> {
    const found = await this.read(id)
    return found.kind === 'run' ? found.run : null
  }

  /** The row of a run, or null when it has gone. */
  async row(id: string): Promise<RunRow | null> {
    const open = this.#open.get(id)
    if (open !== undefined) return rowOf(open)
    const known = this.#rows.get(id)
    if (known !== undefined) return known
    const root = this.#index.rootOf(id)
    const found = await this.read(id)
    if (root === null || found.kind === 'absent') return null
    if (found.kind === 'unreadable') return unreadableRow(id, root.source, found.reason)
    const row = rowOf(found.run)
    if (this.#open.has(id)) return row
    if (this.#rows.size >= mostRows) this.#rows.clear()
    this.#rows.set(id, row)
    return row
  }

  async create(fresh: Omit<FreshRun, 'id'>): Promise<RunState> {
    const now = this.#options.now()
    const run = freshRun({ ...fresh, id: newRunId(now) }, now)
    await makeRun(run, this.#options.durability())
    const { source, workspace } = run
    this.#index.add(run.id, { source, workspace })
    this.#open.set(run.id, run)
    const entry = { at: now, kind: 'created', step: null, attempt: null, text: `Made for ${run.workflow.id}.` }
    await appendToLog(runPaths(workspace, run.id).log, entry)
    this.#options.changed()
    return run
  }

  /** Moves a run on. `event` may be made of the state it then meets; null leaves it as it is. */
  apply(id: string, event: RunEvent | ((run: RunState) => RunEvent | null), at?: number): Promise<Moved> {
    return this.#mutex.take(id, async () => {
      const run = this.#open.get(id) ?? (await this.#takenUp(id))
      if (run.settled) return { run, next: nextOf(run) }
      const given = typeof event === 'function' ? event(run) : event
      if (given === null) return { run, next: nextOf(run) }
      return this.#write(run, given, at)
    })
  }

  /** Goes on with a run that is over. Answers null when it is not, or has no such step. */
  reopen(id: string, stepId: string, keepsItem: boolean): Promise<RunState | null> {
    return this.#mutex.take(id, async () => {
      const run = this.#open.get(id) ?? (await this.get(id))
      if (run === null || !isOver(run.phase)) return null
      const event = { kind: 'reopened', stepId, keepsItem } as const
      if (moved(run, event, 0).run === run) return null
      await markOpen(run, this.#options.durability())
      this.#rows.delete(id)
      return (await this.#write(run, event)).run
    })
  }

  /** Nothing more happens to a run that is over, for its item was moved. */
  settle(id: string): Promise<void> {
    return this.#mutex.take(id, async () => {
      const run = this.#open.get(id)
      if (run === undefined || !isOver(run.phase)) return
      await this.#write(run, { kind: 'settled' })
      await unmarkOpen(run.workspace, id)
      this.#open.delete(id)
      await this.row(id)
      this.#options.changed()
    })
  }

  /**
   * Ends a run whose item was moved by others. From the first moment on it is not found with that item any more, which may be
   * put back in line at any time and then starts anew.
   */
  abandon(id: string, reason: string): Promise<void> {
    return this.#mutex.take(id, async () => {
      const run = this.#open.get(id)
      if (run === undefined) return
      this.#open.delete(id)
      try {
        const now = this.#options.now()
        let at = run
        for (const event of [{ kind: 'broken', reason }, { kind: 'settled' }] as const) {
          const after = moved(at, event, now).run
          if (after !== at) await this.#keep(event, at, after, now)
          at = after
        }
        await unmarkOpen(run.workspace, id)
      } catch (error) {
        this.#open.set(id, run)
        throw error
      }
      this.#rows.delete(id)
      await this.row(id)
      this.#options.changed()
    })
  }

  /** Removes runs that ended before a time, oldest first, and answers how many. */
  async removeBefore(endedBefore: number, signal: AbortSignal): Promise<number> {
    const removed = new Set<string>()
    for (const { id, root } of this.#index.newestFirst.toReversed()) {
      if (signal.aborted || (unreadableRow(id, root.source, '').createdAt ?? 0) >= endedBefore) break
      if (this.#open.has(id)) continue
      const row = await this.row(id)
      if (row === null || (row.endedAt ?? row.updatedAt) >= endedBefore) continue
      await removeRun(root.workspace, id)
      this.#rows.delete(id)
      removed.add(id)
    }
    if (removed.size > 0) this.#index.remove(removed)
    return removed.size
  }

  async #write(run: RunState, event: RunEvent, at?: number): Promise<Moved> {
    const now = at ?? this.#options.now()
    const after = moved(run, event, now)
    if (after.run === run) return after
    await this.#keep(event, run, after.run, now)
    this.#open.set(run.id, after.run)
    this.#options.changed()
    return after
  }

  async #keep(event: RunEvent, before: RunState, after: RunState, now: number): Promise<void> {
    const { folder, log } = runPaths(after.workspace, after.id)
    // Somebody may have taken its folder away; everything the run knows is in its state.
    await makeFolder(folder, after.workspace)
    await appendToLog(log, logEntry(event, before, after, now))
    await writeRun(after, this.#options.durability())
  }

  /** A run that is not looked after: it is settled, or its mark was lost. */
  async #takenUp(id: string): Promise<RunState> {
    const run = await this.get(id)
    if (run === null) throw new Error(`${id} is no run that can be read`)
    if (run.settled) return run
    await markOpen(run, this.#options.durability())
    this.#rows.delete(id)
    this.#open.set(id, run)
    return run
  }

  async #takeUp(root: RunRoot, id: string): Promise<void> {
    const found = await readRun(root.workspace, id)
    if (found.kind === 'unreadable') return this.#options.fault(id, found.reason)
    if (found.kind === 'absent') {
      await removeRun(root.workspace, id)
      await unmarkOpen(root.workspace, id)
      this.#index.remove(new Set([id]))
    } else if (found.run.settled) await unmarkOpen(root.workspace, id)
    else this.#open.set(id, found.run)
  }
}
