import type { ItemEventKind, ItemRow } from '#shared/item'
import { type IncomingMessage, type MessageSummary, summaryOf } from '#shared/message'
import type { History } from '../record/history'
import type { HistoryEntry, ItemNotes } from '../record/history-rows'
import { parseItemName } from './item-name'
import { idOf } from './lane-index'
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
  readonly keeps?: HistoryEntry['keeps']
  readonly changedAt?: number
}

/** Which item a file is: its id and the facts that do not change while it moves. */
export interface Identity {
  readonly id: string
  readonly arrivedAt: number
  readonly bytes: number
  readonly attempt: number
  readonly stem: string
}

/** So many stay in memory at least, and at most a quarter more. */
const keptCompleted = 10_000
const keptSummaries = 2_000

/**
 * One lane's side of the history: gives files their item ids and writes down their transitions. An id is stem and place
 * in line; when an earlier item that has completed had the very same, a number is added.
 */
export class LaneRecord {
  readonly lane: string
  readonly #history: History
  readonly #told: (title: string, event: Parameters<History['record']>[0]['event']) => void
  /** The newest ids that completed in this life. */
  readonly #completed = new Set<string>()
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
    const base = idOf(name.stem, listed)
    let id = base
    for (let copy = 2; copy < 1000 && this.#history.isCompleted(this.lane, id); copy++) {
      id = `${base}.${copy}`
    }
    return { id, arrivedAt: listed.ms, bytes: listed.bytes, attempt: name.attempt, stem: name.stem }
  }

  /** The item with this message that an earlier life left as active. */
  leftActive(message: IncomingMessage): Identity | null {
    const notes = this.#history.activeSaying(this.lane, summaryOf(message))
    return notes === null ? null : identityOf(notes)
  }

  /** The items that an earlier life left as active; asked while nothing is. */
  allLeftActive(): Identity[] {
    return this.#history.active(this.lane).map(identityOf)
  }

  notes(id: string): ItemNotes | null {
    return this.#history.notes(this.lane, id)
  }

  /** Why and since when, in ms, an item stood where it was put in the trash from. */
  beforeTrash({ id, arrivedAt }: Identity): { readonly reason: string | null; readonly changedAt: number } {
    return { reason: this.notes(id)?.reason ?? null, changedAt: this.#history.stoodSince(this.lane, id) ?? arrivedAt }
  }

  tell(item: Identity, told: Told): void {
    const summary = told.message == null ? null : summaryOf(told.message)
    if (summary !== null) this.remember(item.id, summary)
    // What happens to an item that has completed already is told of that very item.
    const completes = told.status === 'completed' && told.kind !== 'resent'
    const id = completes ? this.#completedId(item.id) : item.id
    const event = {
      at: Date.now(),
      lane: this.lane,
      id,
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
      permissions: told.working?.permissions ?? null,
      runId: told.working?.runId ?? null,
      resultFile: told.resultFile ?? null,
      summary,
      ...(told.keeps === undefined ? {} : { keeps: told.keeps }),
      ...(told.changedAt === undefined ? {} : { changedAt: told.changedAt }),
    })
    this.#told(summary?.text || (this.#summaries.get(item.id)?.text ?? item.stem), event)
  }

  /**
   * Two items with the same id may be active at once: one name used twice within a tick of the file system's clock. Each
   * is counted: the one that completes later gets a number, as it would have if it had come later.
   */
  #completedId(id: string): string {
    let own = id
    for (let copy = 2; this.#completed.has(own); copy++) own = `${id}.${copy}`
    this.#completed.add(own)
    forgetOldest(this.#completed, keptCompleted)
    return own
  }

  remember(id: string, summary: MessageSummary): void {
    this.#summaries.delete(id)
    this.#summaries.set(id, summary)
    forgetOldest(this.#summaries, keptSummaries)
  }

  /** The items whose message is in memory and holds `search`, given in lower case. */
  idsSaying(search: string): Set<string> {
    const ids = new Set<string>()
    for (const [id, { sender, text, channel }] of this.#summaries) {
      if (`${sender} ${text} ${channel}`.toLowerCase().includes(search)) ids.add(id)
    }
    return ids
  }

  summary(id: string): MessageSummary | null {
    return this.#summaries.get(id) ?? null
  }
}

/** Leaves the newest `kept`. Done only now and then: finding the oldest takes longer with each that was forgotten. */
function forgetOldest(entries: Map<string, unknown> | Set<string>, kept: number): void {
  if (entries.size < 1.25 * kept) return
  let surplus = entries.size - kept
  for (const oldest of entries.keys()) {
    if (surplus-- === 0) return
    entries.delete(oldest)
  }
}

function identityOf({ id, arrived_at, bytes, attempt }: ItemNotes): Identity {
  return { id, arrivedAt: arrived_at, bytes, attempt, stem: id.slice(0, id.lastIndexOf('@')) }
}
