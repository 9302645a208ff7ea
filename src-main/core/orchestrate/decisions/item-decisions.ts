import type { Decision, Resolution } from '#shared/decision'
import type { IncomingMessage } from '#shared/message'
import { failureNotice, resultOf } from '../../lane/failure-notice'
import type { Ended } from '../../lane/work'
import { cut } from '../answer-text'
import type { RunItems } from '../run/run-items'
import type { Decisions } from './decisions'
import { type ItemQuestion, type ItemRef, itemDecisionId, questionId } from './item-decision'

export interface ItemDecisionsOptions {
  readonly decisions: Decisions
  readonly items: RunItems
  /** Ids of the items that wait for a person in a lane. */
  readonly parkedIds: (lane: string) => readonly string[]
  /** A run decides what becomes of such an item, even if a person let it go on before. */
  readonly hasRun: (item: ItemRef) => boolean
  /** The lanes whose items may be asked about. */
  readonly lanes: readonly string[]
  readonly now: () => number
}

const lost = 'Its item is gone.'

/** What a person is asked about an item that no run is for, and what becomes of the item then. */
export class ItemDecisions {
  readonly #options: ItemDecisionsOptions
  #missing = new Set<string>()

  constructor(options: ItemDecisionsOptions) {
    this.#options = options
  }

  /** True when the last look found something amiss that may be a matter of moments. */
  get isUnsure(): boolean {
    return this.#missing.size > 0
  }

  /** The open decision about an item, or null. */
  openOf({ lane, id }: ItemRef): Decision | null {
    const isAbout = (one: Decision) => one.runId === null && one.lane === lane && one.itemId === id
    return this.#options.decisions.waiting.find(isAbout) ?? null
  }

  /** Asks, unless it was asked before. Answers the question as it stands, decided perhaps. */
  ask(decision: Decision): Promise<Decision> {
    return this.#options.decisions.ask(decision)
  }

  /** Asks something that may have been asked of the item before. Answers the question that is open then. */
  async askAbout(item: ItemRef, question: ItemQuestion): Promise<string> {
    const open = this.openOf(item)
    if (open !== null) return open.question
    const { decisions, now } = this.#options
    let again = 1
    while ((await decisions.find(itemDecisionId(item, again))) !== null) again++
    const asked = await decisions.ask({
      ...question,
      id: itemDecisionId(item, again),
      createdAt: now(),
      runId: null,
      source: null,
      workflow: null,
      stepId: null,
      lane: item.lane,
      itemId: item.id,
      tried: [],
      evidence: [],
      resolution: null,
    })
    return asked.question
  }

  /** What an agent asked while it answered an item, oldest first. */
  async questionsOf(item: ItemRef): Promise<Decision[]> {
    const { decisions } = this.#options
    const found: Decision[] = []
    if (!decisions.hasQuestions) return found
    for (let number = 1; decisions.isAsked(questionId(item, number)); number++) {
      const decision = await decisions.find(questionId(item, number))
      if (decision !== null) found.push(decision)
    }
    return found
  }

  /** Acts on the answer, where there is one and the item waits: puts it back in line, or buries it. */
  async followUp(item: ItemRef): Promise<void> {
    const { items, hasRun, now } = this.#options
    if (hasRun(item) || this.openOf(item) !== null) return
    const decision = await this.#lastOf(item)
    const { resolution = null } = decision ?? {}
    if (decision === null || resolution === null) return
    switch (resolution.choice) {
      case 'cancel':
        await items.endParked(item, (message) => unanswered(message, decision, resolution))
        return
      case 'skip':
        await items.endParked(item, (message) => takenAsDone(message, resolution, now()))
        return
      case 'retry':
        await items.resume(item)
    }
  }

  async #lastOf(item: ItemRef): Promise<Decision | null> {
    const { decisions } = this.#options
    let last = (await this.questionsOf(item)).at(-1) ?? null
    const loop = await decisions.find(itemDecisionId(item))
    if (last === null || (loop !== null && loop.createdAt >= last.createdAt)) last = loop
    for (let again = 1; ; again++) {
      const found = await decisions.find(itemDecisionId(item, again))
      if (found === null) return last
      if (last === null || found.createdAt >= last.createdAt) last = found
    }
  }

  /** Acts on answers that a crash kept from their items, and gives up questions about items that are gone. */
  async look(): Promise<void> {
    const { decisions, items, lanes, parkedIds } = this.#options
    for (const lane of lanes) for (const id of parkedIds(lane)) await this.followUp({ lane, id })
    const missing = new Set<string>()
    for (const { id, runId, lane, itemId } of decisions.waiting) {
      if (runId !== null || lane === null || itemId === null) continue
      const place = items.place({ lane, id: itemId })
      if (place !== 'gone' && place !== 'dead') continue
      // An item that is being moved is nowhere for a moment.
      if (this.#missing.has(id)) await decisions.dismiss(id, lost)
      else missing.add(id)
    }
    this.#missing = missing
  }
}

/** Of a message that a person takes as done. */
const doneText = 'It was done.'

function takenAsDone(message: IncomingMessage, { text }: Resolution, now: number): Ended {
  const answer = { message: cut(text.trim() === '' ? doneText : text.trim()), agent: 'lanekeeper', files: [] }
  return { kind: 'completed', result: resultOf(message, answer, now) }
}

/** Why a message is left unanswered of which a person says no more than that. */
function usualReason({ kind, lastError }: Decision): string {
  if (kind === 'asked') return 'Its agent’s question was left open.'
  return kind === 'silent' && lastError !== null ? lastError : 'Its conversation kept going round in the same way.'
}

function unanswered(message: IncomingMessage, decision: Decision, { text }: Resolution): Ended {
  const why = text.trim() === '' ? usualReason(decision) : text.trim()
  const sentence = `It was decided not to answer it: ${why}`
  const summary = failureNotice(message, sentence)
  return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable: false, summary }
}
