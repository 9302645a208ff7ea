import type { Decision } from '#shared/decision'
import type { IncomingMessage } from '#shared/message'
import { isOver } from '#shared/run'
import { faultText } from '../../ground/fault-code'
import { Refused } from '../../ground/refused'
import { answerIn, decisionText } from '../decisions/answer-words'
import type { Decisions } from '../decisions/decisions'
import { decisionIdOf } from '../workflow/decision-id'
import type { RunState } from '../workflow/run-state'
import { progressText } from './progress-text'
import type { RunStore } from './run-store'

const longestNote = 20_000

/** What people say to runs by messages, and what they are told. */
export class RunMessages {
  readonly #store: RunStore
  readonly #decisions: Decisions
  readonly #resolve: (answer: Parameters<Decisions['resolve']>[0]) => Promise<Decision>

  constructor(
    store: RunStore,
    decisions: Decisions,
    resolve: (answer: Parameters<Decisions['resolve']>[0]) => Promise<Decision>,
  ) {
    this.#store = store
    this.#decisions = decisions
    this.#resolve = resolve
  }

  /** How far the newest run of a message's conversation is. */
  progressOf({ channelProfileId, conversationId }: IncomingMessage): string {
    const runs = this.#store.unsettled.filter(
      ({ channel }) =>
        channel.channel_profile_id === (channelProfileId ?? '') && channel.conversation_id === (conversationId ?? ''),
    )
    const [newest] = runs.sort((a, b) => (a.id < b.id ? 1 : -1))
    return newest === undefined ? 'No run of this conversation is under way.' : progressText(newest)
  }

  /** A message for a run that another item drives: it answers what the run waits on, or is told the next attempt. */
  async told(given: RunState, message: IncomingMessage): Promise<string> {
    const run = this.#store.current(given.id) ?? given
    if (isOver(run.phase)) return progressText(run)
    const decision = run.phase === 'waiting' ? await this.#decisions.find(run.decisionId ?? decisionIdOf(run)) : null
    if (decision !== null && decision.resolution === null) return this.#answered(decision, message.message)
    const text = message.message.slice(0, longestNote)
    await this.#store.apply(run.id, { kind: 'noted', from: message.sender, text })
    return `Noted for the next attempt. ${progressText(this.#store.current(run.id) ?? run)}`
  }

  async #answered(decision: Decision, text: string): Promise<string> {
    const answer = answerIn(text, decision)
    if (answer === null) return decisionText(decision)
    try {
      const { options } = await this.#resolve({ id: decision.id, ...answer, by: 'message' })
      return `Decided: ${options[answer.option - 1]?.label ?? ''}.`
    } catch (error) {
      if (error instanceof Refused) return faultText(error)
      throw error
    }
  }
}
