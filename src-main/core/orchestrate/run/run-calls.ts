import { bounds } from '#shared/limits'
import { isOver, type RunDetail, type RunStart, type RunWindow, type RunWindowQuery } from '#shared/run'
import { type Changes, followValue } from '../../ground/changes'
import type { HomePaths } from '../../ground/home-paths'
import { Refused } from '../../ground/refused'
import type { Effective } from '../../settings/settings'
import { stepNamed } from '../../settings/workflow/workflow-spec'
import type { Decisions } from '../decisions/decisions'
import { decisionIdsOf } from '../workflow/decision-id'
import type { RunState } from '../workflow/run-state'
import { progressText } from './progress-text'
import { runDetail } from './run-detail'
import type { RunItems } from './run-items'
import type { RunStore } from './run-store'
import { outputText, selectionTexts } from './run-texts'
import type { RunUpkeep } from './run-upkeep'
import { runWindow } from './run-window'
import type { RunsAtWork } from './runs-at-work'
import { startedByHand } from './start-by-hand'

export interface RunCallsOptions {
  readonly store: RunStore
  readonly items: RunItems
  readonly atWork: RunsAtWork
  readonly decisions: Decisions
  readonly upkeep: RunUpkeep
  readonly paths: HomePaths
  readonly effective: () => Effective
  readonly changes: Changes
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  readonly now: () => number
  /** How long a cancel waits for the process to be gone and the item to have left `active`, in ms. */
  readonly cancelMs?: number
}

/** The contract's calls about runs. */
export class RunCalls {
  readonly #options: RunCallsOptions

  constructor(options: RunCallsOptions) {
    this.#options = options
  }

  window(query: RunWindowQuery, signal: AbortSignal): AsyncGenerator<RunWindow, void> {
    const { changes, store } = this.#options
    return followValue(changes, this.#both(signal), bounds.pushMs, () => runWindow(store, query))
  }

  async *follow(id: string, signal: AbortSignal): AsyncGenerator<RunDetail, void> {
    const { changes, store, decisions } = this.#options
    await this.#known(id)
    yield* followValue(changes, this.#both(signal), bounds.pushMs, async () => {
      const run = await store.get(id)
      return run === null ? null : runDetail(run, decisions)
    })
  }

  async output(id: string, step: string, attempt: number, key: string) {
    return outputText(await this.#known(id), step, attempt, key)
  }

  async selection(id: string) {
    return selectionTexts(await this.#known(id))
  }

  async progress(id: string): Promise<string> {
    return progressText(await this.#known(id))
  }

  async start(start: RunStart): Promise<{ id: string }> {
    const { store, items, paths, effective, now } = this.#options
    const fresh = startedByHand(start, effective(), paths, `hand-${now().toString(36)}`)
    const { id } = await store.create(fresh)
    try {
      await this.#putInLine(id, items)
    } catch (error) {
      // Whoever started it is told that it did not start, so it must not begin later.
      await store.apply(id, { kind: 'broken', reason: 'It could not be put in line.' })
      throw error
    }
    return { id }
  }

  async cancel(id: string, reason: string): Promise<void> {
    const { store, atWork, decisions, upkeep, items } = this.#options
    const run = await this.#known(id)
    if (isOver(run.phase)) throw new Refused('not_offered', `The run is over: it ${overWord(run)}.`)
    const why = reason.trim() === '' ? 'Canceled by a person.' : reason.trim()
    let isInTime = false
    const { run: canceled } = await store.apply(id, ({ phase }) => {
      isInTime = !isOver(phase)
      return isInTime ? { kind: 'canceled', reason: why } : null
    })
    // It came to its end while the cancel was on its way.
    if (!isInTime) throw new Refused('not_offered', `The run is over: it ${overWord(canceled)}.`)
    atWork.stopAttempt(id, why)
    for (const decisionId of decisionIdsOf(canceled).slice(-1)) await decisions.dismiss(decisionId, why)
    if (!atWork.isDriven(id) && canceled.item !== null) {
      await upkeep.followUp(id)
      await items.release(canceled.item)
      // What it does before it ends, if anything, has its turn.
      if (isOver(canceled.phase)) await items.endPending(canceled, canceled.item, () => store.settle(id))
    }
    if (await this.#leftActive(id)) return
    const sentence = 'The run is canceled, but what it does before it ends takes longer.'
    throw new Refused('busy_stopping', sentence, 'Its item leaves the active ones once that is done.')
  }

  async retry(id: string, step: string): Promise<void> {
    const { store, items } = this.#options
    const run = await this.#known(id)
    if (!isOver(run.phase)) throw new Refused('not_offered', 'The run is not over.', 'Cancel it first.')
    if (stepNamed(run.workflow, step) === null) {
      const steps = run.workflow.steps.map(({ id: stepId }) => stepId).join(', ')
      throw new Refused('not_offered', `The run has no step "${step.slice(0, 64)}".`, `Its steps are: ${steps}.`)
    }
    const place = run.item === null ? 'gone' : items.place(run.item)
    if (place === 'active' || place === 'parked' || place === 'unknown') {
      throw new Refused('not_offered', 'Its item is just being put away.', 'Try again in a moment.')
    }
    const isBusy = store.unsettled.some(
      ({ id: other, phase, item }) =>
        other !== id && !isOver(phase) && item?.id === run.item?.id && item?.lane === run.item?.lane,
    )
    if (run.item !== null && isBusy) {
      throw new Refused('not_offered', 'Another run works on its item.', 'Go on with that one, or cancel it first.')
    }
    const keepsItem = place === 'dead' || place === 'pending'
    const reopened = await store.reopen(id, step, keepsItem)
    if (reopened === null) throw new Refused('not_offered', 'Somebody else goes on with it already.')
    if (place === 'dead' && reopened.item !== null && (await items.requeue(reopened.item))) return
    if (place !== 'pending') await this.#putInLine(id, items)
  }

  async #putInLine(id: string, items: RunItems): Promise<void> {
    const { store } = this.#options
    const run = store.current(id)
    if (run === null) return
    const item = await items.enqueue(run)
    // It may have been claimed by now.
    if (store.current(id)?.item?.id !== item.id) await store.apply(id, { kind: 'adopted', item })
  }

  async #leftActive(id: string): Promise<boolean> {
    const { store, atWork, items, changes, life, cancelMs = 30_000 } = this.#options
    const bound = AbortSignal.any([AbortSignal.timeout(cancelMs), life])
    while (!bound.aborted) {
      const seen = changes.count
      const run = store.current(id)
      const place = run?.item == null ? 'gone' : items.place(run.item)
      if (!atWork.isDriven(id) && place !== 'active' && place !== 'parked') return true
      await changes.since(seen, bound)
    }
    return false
  }

  async #known(id: string): Promise<RunState> {
    const found = await this.#options.store.read(id)
    if (found.kind === 'run') return found.run
    if (found.kind === 'unreadable') throw new Refused('no_such_run', found.reason, 'Mend or remove that file.')
    throw new Refused('no_such_run', `There is no run ${id}.`, 'Choose another one.')
  }

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#options.life])
  }
}

function overWord({ phase }: RunState): string {
  return phase === 'canceled' ? 'was canceled' : phase
}
