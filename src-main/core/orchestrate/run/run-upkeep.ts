import { isOver } from '#shared/run'
import type { Decisions } from '../decisions/decisions'
import { runDecision } from '../decisions/run-decision'
import { decisionIdsOf } from '../workflow/decision-id'
import type { RunState } from '../workflow/run-state'
import { runEvidence } from './run-evidence'
import type { RunItems } from './run-items'
import type { RunStore } from './run-store'
import type { RunsAtWork } from './runs-at-work'

export interface UpkeepOptions {
  readonly store: RunStore
  readonly items: RunItems
  readonly atWork: RunsAtWork
  readonly decisions: Decisions
}

/** Why a run was ended whose item somebody put away, or that was given up. */
export const itemIsGone = 'Its item is gone.'

/**
 * Keeps runs and their items together where a crash, or somebody who moved a file, has parted them: a run nobody drives goes
 * on with its item, ends with it, or is settled. What is amiss must be found so twice, since an item that is being moved is
 * nowhere for a moment.
 */
export class RunUpkeep {
  readonly #options: UpkeepOptions
  #missing = new Set<string>()

  constructor(options: UpkeepOptions) {
    this.#options = options
  }

  /** True when the last look found something amiss that may be a matter of moments. */
  get isUnsure(): boolean {
    return this.#missing.size > 0
  }

  /** Looks at every run that is not settled. What goes wrong with one is told of and keeps no other waiting. */
  async look(fault: (id: string, error: unknown) => void): Promise<void> {
    const { store, decisions } = this.#options
    const missing = new Set<string>()
    for (const { id } of store.unsettled) {
      try {
        if (await this.#mend(id)) missing.add(id)
      } catch (error) {
        fault(id, error)
      }
    }
    this.#missing = missing
    for (const { id, runId } of decisions.waiting) {
      const found = runId === null ? null : await store.read(runId)
      // One that cannot be read may be mended.
      if (found?.kind === 'absent') await decisions.dismiss(id, 'Its run is gone.')
      else if (found?.kind === 'run' && isOver(found.run.phase)) await decisions.dismiss(id, 'Its run is over.')
    }
  }

  /** Goes on with a run whose item waits in its lane, when the run does not wait any more. */
  async followUp(id: string): Promise<void> {
    const { store, items } = this.#options
    await this.#takeDecision(id)
    const run = store.current(id)
    if (run === null || run.item === null || run.phase === 'waiting') return
    const mayEnd = run.phase === 'failed' || run.phase === 'canceled'
    // The result of a run that succeeded is made by whoever claims its item.
    if (mayEnd) await items.settleParked(run, run.item, () => store.settle(id))
    else await items.resume(run.item)
  }

  /** Answers true when something is amiss that may be a matter of moments. */
  async #mend(id: string): Promise<boolean> {
    const { store, items, atWork } = this.#options
    if (atWork.isDriven(id)) return false
    await this.#takeDecision(id)
    const run = store.current(id)
    if (run === null) return false
    if (run.item === null) return this.#mendItemless(run)
    const place = items.place(run.item)
    if (place === 'parked') {
      await this.followUp(id)
      return false
    }
    if (place !== 'dead' && place !== 'gone') return false
    if (!this.#missing.has(id)) return true
    await store.abandon(id, itemIsGone)
    for (const decisionId of decisionIdsOf(run).slice(-1)) await this.#options.decisions.dismiss(decisionId, itemIsGone)
    return false
  }

  async #mendItemless(run: RunState): Promise<boolean> {
    const { store, items } = this.#options
    if (!items.ready) return false
    if (!this.#missing.has(run.id)) return true
    if (isOver(run.phase)) await store.settle(run.id)
    else await store.apply(run.id, { kind: 'adopted', item: await items.enqueue(run) })
    return false
  }

  /** An answer stands as soon as its decision's file says so, whatever became of the process then. */
  async #takeDecision(id: string): Promise<void> {
    const { store, decisions } = this.#options
    const run = store.current(id)
    const { decisionId = null, question = null } = run ?? {}
    if (run === null || decisionId === null) return
    const decision = await decisions.find(decisionId)
    // Its file is lost; what is asked stands in the run.
    if (decision === null && question !== null) {
      await decisions.ask(runDecision(run, decisionId, question, await runEvidence(run, question), run.updatedAt))
    }
    if (!decision?.resolution) return
    const { choice, text } = decision.resolution
    await store.apply(id, (now) => (now.decisionId === decisionId ? { kind: 'decided', choice, text } : null))
  }
}
