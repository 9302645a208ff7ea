import type { InvocationEvent, InvocationEvents } from '#shared/invocation-events'

export interface EventLimits {
  readonly events: number
  readonly chars: number
}

const panelLimits: EventLimits = { events: 5_000, chars: 4 * 1024 * 1024 }

/** The newest events of a run. Holds no more than its limits: the oldest go first, and are counted. */
export class KeptEvents {
  readonly #limits: EventLimits
  #events: InvocationEvent[] = []
  #chars = 0
  #dropped = 0

  constructor(limits: EventLimits = panelLimits) {
    this.#limits = limits
  }

  get events(): readonly InvocationEvent[] {
    return this.#events
  }

  /** How many events were let go, by the core before the tail or here. */
  get dropped(): number {
    return this.#dropped
  }

  append({ events, skipped }: Pick<InvocationEvents, 'events' | 'skipped'>): void {
    if (this.#events.length === 0) this.#dropped = Math.max(this.#dropped, skipped)
    for (const event of events) {
      this.#events.push(event)
      this.#chars += charsOf(event)
    }
    this.#trim()
  }

  #trim(): void {
    let gone = 0
    // The newest stays, whatever its size.
    while (gone < this.#events.length - 1 && this.#isOver(this.#events.length - gone)) {
      const event = this.#events[gone]
      if (event === undefined) break
      this.#chars -= charsOf(event)
      gone += 1
    }
    if (gone === 0) return
    this.#events = this.#events.slice(gone)
    this.#dropped += gone
  }

  #isOver(events: number): boolean {
    return events > this.#limits.events || this.#chars > this.#limits.chars
  }
}

function charsOf(event: InvocationEvent): number {
  switch (event.kind) {
    case 'tool':
      return event.input.length
    case 'change':
      return event.path.length
    default:
      return event.text.length
  }
}
