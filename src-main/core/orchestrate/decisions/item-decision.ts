import { createHash } from 'node:crypto'
import type { Decision } from '#shared/decision'
import type { AskedPerson } from '../question-in'

/** An item as its lane names it. */
export interface ItemRef {
  readonly lane: string
  readonly id: string
}

/**
 * The id of what is asked about an item itself. It follows from the item alone, so a crash asks no second time; what is
 * asked of it again, after it was decided, counts from 1.
 */
export function itemDecisionId({ lane, id }: ItemRef, again = 0): string {
  const name = again === 0 ? `${lane}\0${id}` : `${lane}\0${id}\0${again}`
  return `dec-item-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`
}

/** A question about an item, before it has a name. */
export type ItemQuestion = Pick<Decision, 'kind' | 'question' | 'lastError' | 'options'>

/** How it goes on with a message whose agent finished its turn without a word. */
export function silentQuestion(sentence: string, invocationId: string): ItemQuestion {
  return {
    kind: 'silent',
    question: `${sentence} Its work may be done all the same. How shall it go on? Its log is that of invocation ${invocationId}.`,
    lastError: sentence,
    options: [
      { choice: 'skip', label: 'Take it as done, with your words as its answer', recommended: true },
      { choice: 'retry', label: 'Run it again', recommended: false },
      { choice: 'cancel', label: 'Leave it unanswered', recommended: false },
    ],
  }
}

/** The id of what an agent asks while it answers an item, for the `number`th time. */
export function questionId(item: ItemRef, number: number): string {
  return `${itemDecisionId(item)}-q${number}`
}

/** What an agent that answers an item itself asks a person. */
export function questionDecision(
  item: ItemRef,
  number: number,
  agent: { readonly orchestratorId: string; readonly agentId: string },
  { question, prose }: AskedPerson,
  now: number,
): Decision {
  return {
    id: questionId(item, number),
    kind: 'asked',
    createdAt: now,
    runId: null,
    source: { kind: 'orchestrator', name: agent.orchestratorId },
    workflow: null,
    stepId: null,
    lane: item.lane,
    itemId: item.id,
    question: `${agent.agentId} asks: ${question}`,
    tried: prose === '' ? [] : [`It said: ${prose}`.slice(0, 2000)],
    lastError: null,
    evidence: [],
    options: [
      { choice: 'retry', label: 'Answer, and let the agent go on', recommended: true },
      { choice: 'cancel', label: 'Leave the message unanswered', recommended: false },
    ],
    resolution: null,
  }
}

/** What a conversation has done so often: the very same, or no more than going in circles. */
export interface Loop {
  readonly same: boolean
  readonly times: number
  /** The beginning of its newest answer. */
  readonly text: string
}

/** Whether the next message of a conversation shall be answered that goes on without getting anywhere. */
export function loopDecision(item: ItemRef, { same, times, text }: Loop, now: number): Decision {
  const answer = text.replace(/\s+/g, ' ').trim()
  const what = same
    ? `was given the very same answer ${times} times in a row: "${answer}"`
    : `goes in circles: its last ${times} answers were nothing new, the newest "${answer}"`
  return {
    id: itemDecisionId(item),
    kind: 'no_progress',
    createdAt: now,
    runId: null,
    source: null,
    workflow: null,
    stepId: null,
    lane: item.lane,
    itemId: item.id,
    question: `Its conversation ${what}. Shall this message be answered?`,
    tried: [],
    lastError: null,
    evidence: [],
    options: [
      { choice: 'retry', label: 'Answer it all the same', recommended: false },
      { choice: 'cancel', label: 'Leave it unanswered', recommended: true },
    ],
    resolution: null,
  }
}
