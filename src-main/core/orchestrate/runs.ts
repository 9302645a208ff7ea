import type { Decision, DecisionCard } from '#shared/decision'
import type { IncomingMessage } from '#shared/message'
import { isOver } from '#shared/run'
import type { Changes } from '../ground/changes'
import type { HomePaths } from '../ground/home-paths'
import { messageLane } from '../ground/message-lane'
import { settledOr } from '../ground/settled-or'
import type { Lane } from '../lane/lane'
import type { ClaimedItem, Ended, Working } from '../lane/work'
import type { Log } from '../record/log'
import type { Effective } from '../settings/settings'
import { Decisions } from './decisions/decisions'
import type { ItemRef } from './decisions/item-decision'
import { ItemDecisions } from './decisions/item-decisions'
import type { InvokeAgent } from './invoke-agent'
import type { Notification } from './notifications'
import { advanceRun } from './run/advance-run'
import { goOnWith } from './run/go-on-with'
import { progressText } from './run/progress-text'
import { RunCalls } from './run/run-calls'
import type { RunEnding } from './run/run-ended'
import { messageIdOf, RunItems } from './run/run-items'
import { RunMessages } from './run/run-messages'
import { runRoots } from './run/run-roots'
import type { ShellPort } from './run/run-shell'
import { RunStore } from './run/run-store'
import { RunUpkeep } from './run/run-upkeep'
import { RunsAtWork } from './run/runs-at-work'
import { StrandedItems } from './run/stranded-items'
import { removeOldSelections } from './selection-files'
import type { FreshRun, RunState } from './workflow/run-state'

export interface RunsOptions {
  readonly paths: HomePaths
  readonly effective: () => Effective
  readonly invoke: InvokeAgent
  readonly shell: ShellPort
  readonly lanes: () => ReadonlyMap<string, Lane>
  readonly changes: Changes
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  readonly log: Log
  readonly now?: () => number
  /** Tells people what a workflow wants told. */
  readonly told?: (note: Notification) => void
  readonly upkeepMs?: number
  readonly cancelMs?: number
}

/** What a run begins with, told by whoever starts it. */
export type NewRun = Omit<FreshRun, 'id' | 'cwd'> & { readonly cwd?: string | null }

/** How soon is looked again at what may be a matter of moments. */
const unsureMs = 2000

/** The runs of a home and the decisions they wait on: what drives them, what asks about them, what is told to them. */
export class Runs {
  readonly calls: RunCalls
  readonly decisionCalls: Pick<Decisions, 'list' | 'show' | 'resolve'>
  /** Decisions about messages themselves. */
  readonly itemDecisions: ItemDecisions
  readonly #options: RunsOptions
  readonly #store: RunStore
  readonly #decisions: Decisions
  readonly #atWork = new RunsAtWork()
  readonly #upkeep: RunUpkeep
  readonly #stranded: StrandedItems
  readonly #messages: RunMessages
  readonly #now: () => number
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor(options: RunsOptions) {
    this.#options = options
    const { paths, effective, log, life } = options
    const now = options.now ?? Date.now
    this.#now = now
    const durability = (): 'full' | 'relaxed' => effective().settings.durability
    const changed = (): void => options.changes.touch()
    const fault = (about: string, sentence: string): void => log.warn('runs', sentence, { about })
    const roots = () => runRoots(paths, effective())
    const store = new RunStore({ roots, durability, now, changed, fault })
    const decisions = new Decisions({ folder: paths.decisions, durability, now, changed, fault })
    const items = new RunItems(options.lanes, () => effective().settings.limits.item_bytes)
    const atWork = this.#atWork
    this.#upkeep = new RunUpkeep({ store, items, atWork, decisions })
    this.#stranded = new StrandedItems({ store, items, decisions, lanes: options.lanes })
    this.#messages = new RunMessages(store, decisions, (answer) => this.#resolved(answer))
    this.#store = store
    this.#decisions = decisions
    const parkedIds = (lane: string): string[] => options.lanes().get(lane)?.parkedIds() ?? []
    const hasRun = ({ lane, id }: ItemRef): boolean =>
      store.unsettled.some(({ item }) => item?.id === id && item.lane === lane)
    this.itemDecisions = new ItemDecisions({ decisions, items, parkedIds, hasRun, lanes: [messageLane], now })
    this.calls = new RunCalls({
      store,
      items,
      atWork,
      decisions,
      upkeep: this.#upkeep,
      paths,
      effective,
      changes: options.changes,
      life,
      now,
      ...(options.cancelMs === undefined ? {} : { cancelMs: options.cancelMs }),
    })
    this.decisionCalls = {
      list: (query) => decisions.list(query),
      show: (id) => decisions.show(id),
      resolve: (answer) => this.#resolved(answer),
    }
  }

  /** Reads the runs that are not settled and the open decisions, and from then on keeps runs and items together. */
  async open(): Promise<void> {
    await this.#decisions.open()
    await this.#store.open()
    this.#look()
  }

  async close(): Promise<void> {
    await this.#looking
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Takes notice of orchestrators and queues that have come. */
  async settingsChanged(): Promise<void> {
    await this.#store.look()
    this.#options.changes.touch()
  }

  /** One look at everything that is not settled; see `RunUpkeep`. */
  async upkeep(): Promise<void> {
    const { log } = this.#options
    await this.#upkeep.look((run, error) => log.error('runs', 'A run could not be looked after', error, { run }))
    await this.itemDecisions.look()
    await this.#stranded.look((item, error) =>
      log.error('runs', 'An item without a run could not be looked after', error, { item }),
    )
  }

  /** Runs that are not over, by phase. */
  get counts(): { queued: number; running: number; waiting: number } {
    const counts = { queued: 0, running: 0, waiting: 0 }
    for (const { phase } of this.#store.unsettled) if (!isOver(phase)) counts[openPhase(phase)]++
    return counts
  }

  /** Open decisions, oldest first. */
  get cards(): DecisionCard[] {
    return this.#decisions.cards
  }

  create(fresh: NewRun): Promise<RunState> {
    return this.#store.create({ ...fresh, cwd: fresh.cwd ?? null })
  }

  /** The run an item is in, unless that is settled or was an earlier attempt at the item. */
  ofItem({ lane, id, attempt }: Pick<ClaimedItem, 'lane' | 'id' | 'attempt'>): RunState | null {
    const found = this.#store.unsettled.filter(({ item }) => item?.id === id && item.lane === lane)
    const [run] = found.sort((a, b) => (a.id < b.id ? 1 : -1))
    return run === undefined || (isOver(run.phase) && attempt > (run.itemAttempt ?? attempt)) ? null : run
  }

  /** Whether a step of an item's run has ended since a moment, in ms. */
  stepEndedSince({ lane, id }: ItemRef, at: number): boolean {
    return this.#store.unsettled.some(
      ({ item, steps }) =>
        item?.id === id &&
        item.lane === lane &&
        Object.values(steps)
          .flat()
          .some(({ state, endedAt }) => (state === 'succeeded' || state === 'failed') && (endedAt ?? 0) >= at),
    )
  }

  /**
   * Lets the runs of items that were given up for their interruptions go on where they stopped, with their finished steps, once
   * the items are back in line. Runs that ended for anything else are left as they are; so are those older than the newest few
   * thousand, whose items begin anew.
   */
  goOnWith(lane: string, ids: ReadonlySet<string>): Promise<void> {
    return goOnWith(this.#store, lane, ids)
  }

  /** Null when there is none, or when it cannot be read. */
  get(id: string): Promise<RunState | null> {
    return this.#store.get(id)
  }

  /** Null unless the run waits for this very item. */
  async adopt(id: string, item: { lane: string; id: string }, messageId: string): Promise<RunState | null> {
    const run = this.#store.current(id)
    if (run === null) return null
    if (run.item !== null) return run.item.id === item.id && run.item.lane === item.lane ? run : null
    // Whoever only names the run must not be taken for what it was put in line with.
    return messageId === messageIdOf(run) ? (await this.#store.apply(id, { kind: 'adopted', item })).run : null
  }

  /** Works on a run until it is over, waits, is held or interrupted. */
  work(
    { id }: RunState,
    item: ClaimedItem,
    signal: AbortSignal,
    working: (now: Working) => void,
    ending: RunEnding,
  ): Promise<Ended> {
    const { effective, invoke, shell } = this.#options
    const told = this.#options.told ?? (() => {})
    const port = { effective, invoke, shell, store: this.#store, decisions: this.#decisions, now: this.#now, told }
    const parked = (): Promise<void> => this.#upkeep.followUp(id)
    const settle = (): Promise<void> => this.#store.settle(id)
    const inRun = (now: Working): void => working({ ...now, runId: id })
    // Before any attempt, so that an item whose run never gets that far has its run too.
    inRun({ agent: null, provider: null, invocationId: null })
    return this.#atWork.run(id, (attemptSignal) =>
      advanceRun({ id, item, signal, working: inRun, attemptSignal, ending, parked, settle }, port),
    )
  }

  progressText(run: RunState): string {
    return progressText(run)
  }

  /** See `RunMessages`. */
  progressOf(message: IncomingMessage): string {
    return this.#messages.progressOf(message)
  }

  told(run: RunState, message: IncomingMessage): Promise<string> {
    return this.#messages.told(run, message)
  }

  /** Removes runs that ended before a moment, and what was kept of selections. Answers how many runs. */
  async removeOldRuns(before: number, signal: AbortSignal): Promise<number> {
    const removed = await this.#store.removeBefore(before, signal)
    const { paths, effective } = this.#options
    for (const { source, workspace } of await runRoots(paths, effective())) {
      if (source.kind === 'orchestrator') await removeOldSelections(workspace, before, signal)
    }
    return removed
  }

  async #resolved(answer: Parameters<Decisions['resolve']>[0]): Promise<Decision> {
    const decision = await this.#decisions.resolve(answer)
    const { runId, lane, itemId } = decision
    try {
      if (runId !== null && this.#store.current(runId) !== null) await this.#upkeep.followUp(runId)
      if (runId === null && lane !== null && itemId !== null) await this.itemDecisions.followUp({ lane, id: itemId })
    } catch (error) {
      // The answer stands; the next look acts on it.
      const about = { run: runId, item: itemId }
      this.#options.log.error('runs', 'What was decided could not be done at once', error, about)
    }
    return decision
  }

  /** Resolves once the lanes know their items, without which nothing can be said of any run's. */
  async #whenKnown(): Promise<void> {
    const { lanes, life } = this.#options
    await settledOr(life, Promise.all([...lanes().values()].map(({ index }) => index.ready)))
  }

  #look(): void {
    const { upkeepMs = 10_000, log, life } = this.#options
    this.#looking = this.#whenKnown()
      .then(() => this.upkeep())
      .catch((error) => log.error('runs', 'The runs could not be looked after', error))
    this.#looking = this.#looking.then(() => {
      if (life.aborted) return
      const isUnsure = this.#upkeep.isUnsure || this.itemDecisions.isUnsure
      this.#timer = setTimeout(() => this.#look(), isUnsure ? Math.min(unsureMs, upkeepMs) : upkeepMs)
      this.#timer.unref()
    })
  }
}

function openPhase(phase: RunState['phase']): 'queued' | 'running' | 'waiting' {
  return phase === 'queued' || phase === 'waiting' ? phase : 'running'
}
