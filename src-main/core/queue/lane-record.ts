import type { ItemEventKind, ItemRow } from '#shared/item'
import { type IncomingMessage, type MessageSummary, summaryOf } from '#shared/message'
import type { History, ItemNotes } from '../observe/history'
import { parseItemName } from './item-name'
import { itemId } from './lane-index'
import type { Listed } from './sliced-scan'
import type { Working } from './work'

/** What a transition of an item adds to the record. */
export interface Told {
  readonly kind: ItemEventKind
  readonly status: ItemRow['column']
  readonly text: string
  readonly attempt?: number
  readonly reason?: string | null
  readonly working?: Working | null
  readonly resultFile?: string | null
  readonly message?: IncomingMessage | null
}

/** Which item a file is: its id and the facts that do not change while it moves. */
export interface Identity {
  readonly id: string
  readonly arrivedAt: number
  readonly bytes: number
  readonly attempt: number
  readonly stem: string
}

/**
 * One lane's side of the history: gives files their item ids and writes down their transitions. An id is stem and place
 * in line; when an earlier item that has completed had the very same, a number is added.
 */
export class LaneRecord {
  readonly lane: string
  readonly #history: History
  readonly #told: (title: string, event: Parameters<History['record']>[0]['event']) => void
  readonly #summaries = new Map<string, MessageSummary>()

  constructor(
    lane: string,
    history: History,
    told: (title: string, event: Parameters<History['record']>[0]['event']) => void,
  ) {
    this.lane = lane
    this.#history = history
    this.#told = told
  }

  identify(file: string, claimed: boolean, listed: Listed): Identity {
    const name = parseItemName(file, claimed)
    const base = itemId(file, claimed, listed)
    let id = base
    for (let copy = 2; copy < 1000 && this.#history.notes(this.lane, id)?.status === 'completed'; copy++) {
      id = `${base}.${copy}`
    }
    return { id, arrivedAt: listed.ms, bytes: listed.bytes, attempt: name.attempt, stem: name.stem }
  }

  notes(id: string): ItemNotes | null {
    return this.#history.notes(this.lane, id)
  }

  tell(item: Identity, told: Told): void {
    const summary = told.message == null ? null : summaryOf(told.message)
    if (summary !== null) this.remember(item.id, summary)
    const event = {
      at: Date.now(),
      lane: this.lane,
      id: item.id,
      kind: told.kind,
      attempt: told.attempt ?? item.attempt,
      text: told.text.slice(0, 2000),
      invocationId: told.working?.invocationId ?? null,
    }
    this.#history.record({
      event,
      status: told.status,
      arrivedAt: item.arrivedAt,
      bytes: item.bytes,
      reason: told.reason?.slice(0, 2000) ?? null,
      agent: told.working?.agent ?? null,
      provider: told.working?.provider ?? null,
      resultFile: told.resultFile ?? null,
      summary,
    })
    this.#told(summary?.text || (this.#summaries.get(item.id)?.text ?? item.stem), event)
  }

  /** The newest 2,000 summaries stay in memory. */
  remember(id: string, summary: MessageSummary): void {
    this.#summaries.delete(id)
    this.#summaries.set(id, summary)
    if (this.#summaries.size <= 2000) return
    for (const oldest of this.#summaries.keys()) {
      this.#summaries.delete(oldest)
      return
    }
  }

  summary(id: string): MessageSummary | null {
    return this.#summaries.get(id) ?? null
  }
}
