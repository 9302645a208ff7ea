import { createHash } from 'node:crypto'
import type { Decision } from '#shared/decision'

/** An item as its lane names it. */
export interface ItemRef {
  readonly lane: string
  readonly id: string
}

/** The id of what is asked about an item itself. It follows from the item alone, so a crash asks no second time. */
export function itemDecisionId({ lane, id }: ItemRef): string {
  return `dec-item-${createHash('sha256').update(`${lane}\0${id}`).digest('hex').slice(0, 32)}`
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
