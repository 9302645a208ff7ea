import type { Decision, DecisionAnswer, DecisionCard, DecisionQuery, Resolution } from '#shared/decision'
import { bounds } from '#shared/limits'
import { Refused } from '../../ground/refused'
import { KeyedMutex } from '../run/keyed-mutex'
import { DecisionFiles } from './decision-files'

export interface DecisionsOptions {
  readonly folder: string
  readonly durability: () => 'full' | 'relaxed'
  readonly now: () => number
  readonly changed: () => void
  /** Told of what could not be read. */
  readonly fault: (about: string, sentence: string) => void
}

/** Decided ones that are kept in memory. */
const mostKnown = 1000

/**
 * The questions to the operator. Each is made once and answered once: of many answers the first counts. What was decided
 * stays, as the record of who decided what.
 */
export class Decisions {
  readonly #options: DecisionsOptions
  readonly #files: DecisionFiles
  readonly #open = new Map<string, Decision>()
  readonly #resolved = new Map<string, Decision>()
  readonly #mutex = new KeyedMutex()
  /** The ids of what agents asked about items, decided or not: few have any, and each item asks whether it has. */
  readonly #ofItems = new Set<string>()

  constructor(options: DecisionsOptions) {
    this.#options = options
    this.#files = new DecisionFiles(options.folder, options.durability)
  }

  async open(): Promise<void> {
    for (const id of await this.#openToAsk()) await this.#files.unmark(id)
    for (const id of await this.#files.all()) if (isQuestion(id)) this.#ofItems.add(id)
  }

  /** As `open`, but changes nothing on the disk: for whoever only asks. */
  async openToAsk(): Promise<void> {
    await this.#openToAsk()
  }

  /** Answers the ids that are marked as open and are not. */
  async #openToAsk(): Promise<string[]> {
    const over: string[] = []
    for (const id of await this.#files.open()) {
      const found = await this.#files.read(id)
      if (found.kind === 'unreadable') this.#options.fault(id, found.sentence)
      else if (found.kind === 'decision' && found.decision.resolution === null) this.#open.set(id, found.decision)
      else over.push(id)
    }
    return over
  }

  /** True once an agent asked something under this id; see `questionId`. */
  isAsked(id: string): boolean {
    return this.#ofItems.has(id)
  }

  get hasQuestions(): boolean {
    return this.#ofItems.size > 0
  }

  /** What waits for a person, oldest first. */
  get cards(): DecisionCard[] {
    const open = [...this.#open.values()].sort((a, b) => a.createdAt - b.createdAt)
    return open.slice(0, bounds.boardDecisions).map((decision) => ({
      id: decision.id,
      kind: decision.kind,
      createdAt: decision.createdAt,
      runId: decision.runId,
      source: decision.source,
      workflow: decision.workflow,
      stepId: decision.stepId,
      lane: decision.lane,
      itemId: decision.itemId,
      question: decision.question.slice(0, 500),
    }))
  }

  /** Asks, unless it was asked before. Answers the question as it stands, decided perhaps. */
  ask(decision: Decision): Promise<Decision> {
    return this.#mutex.take(decision.id, async () => {
      if (isQuestion(decision.id)) this.#ofItems.add(decision.id)
      if (!(await this.#files.create(decision))) {
        const found = await this.#files.read(decision.id)
        if (found.kind === 'decision') {
          if (found.decision.resolution === null) this.#open.set(decision.id, found.decision)
          else await this.#files.unmark(decision.id)
          return found.decision
        }
        await this.#files.replace(decision)
      }
      this.#open.set(decision.id, decision)
      this.#options.changed()
      return decision
    })
  }

  /** Null when there is none that can be read. */
  async find(id: string): Promise<Decision | null> {
    const known = this.#open.get(id) ?? this.#resolved.get(id)
    if (known !== undefined) return known
    const found = await this.#files.read(id)
    if (found.kind !== 'decision') return null
    if (found.decision.resolution !== null) this.#remember(found.decision)
    return found.decision
  }

  async show(id: string): Promise<Decision> {
    const found = await this.find(id)
    if (found === null) throw new Refused('no_such_decision', `There is no decision ${id}.`)
    return found
  }

  async list({ state, limit }: DecisionQuery): Promise<Decision[]> {
    const open = [...this.#open.values()]
    const decisions = state === 'resolved' ? [] : open
    for (const id of state === 'open' ? [] : await this.#files.all()) {
      if (decisions.length >= limit + open.length) break
      if (this.#open.has(id)) continue
      const found = await this.find(id)
      if (found !== null) decisions.push(found)
    }
    return decisions.sort((a, b) => b.createdAt - a.createdAt).slice(0, limit)
  }

  resolve({ id, option, text, by }: Omit<DecisionAnswer, 'by'> & Pick<Resolution, 'by'>): Promise<Decision> {
    return this.#mutex.take(id, async () => {
      const decision = await this.show(id)
      const chosen = decision.options[option - 1]
      if (decision.resolution !== null) throw alreadyResolved(decision.resolution)
      if (chosen === undefined) {
        const sentence = `This decision has no option ${option}.`
        throw new Refused('not_offered', sentence, `Choose one of 1 to ${decision.options.length}.`)
      }
      return this.#decide(decision, { at: this.#options.now(), by, choice: chosen.choice, text })
    })
  }

  /** What is asked has no meaning any more: the run it is about has ended. */
  dismiss(id: string, reason: string): Promise<void> {
    return this.#mutex.take(id, async () => {
      const decision = await this.find(id)
      if (decision === null || decision.resolution !== null) return
      await this.#decide(decision, { at: this.#options.now(), by: 'run', choice: 'cancel', text: reason })
    })
  }

  /** Those that wait for a person, for runs that are gone. */
  get waiting(): Decision[] {
    return [...this.#open.values()]
  }

  async #decide(decision: Decision, resolution: Resolution): Promise<Decision> {
    const decided = { ...decision, resolution }
    await this.#files.replace(decided)
    this.#open.delete(decision.id)
    this.#remember(decided)
    this.#options.changed()
    return decided
  }

  #remember(decision: Decision): void {
    if (this.#resolved.size >= mostKnown) this.#resolved.clear()
    this.#resolved.set(decision.id, decision)
  }
}

function isQuestion(id: string): boolean {
  return /^dec-item-.*-q\d+$/.test(id)
}

function alreadyResolved({ by, choice, at }: Resolution): Refused {
  const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return new Refused('already_resolved', `It was decided already: ${choice}, through the ${by} at ${when} UTC.`)
}
