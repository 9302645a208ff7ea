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

/** Whether the next message of a conversation shall be answered that was given the same answer so often in a row. */
export function sameAnswersDecision(item: ItemRef, times: number, text: string, now: number): Decision {
  const answer = text.replace(/\s+/g, ' ').trim()
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
    question: `Its conversation was given the very same answer ${times} times in a row: "${answer}". Shall this message be answered?`,
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
