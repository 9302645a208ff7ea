import type { Told } from '#shared/board'
import { bounds } from '#shared/limits'
import { oneLine } from '#shared/one-line'
import type { NotifyWord } from '../settings/workflow/workflow-spec'

/** What a runbook wants told of a run or an agent. */
export interface Notification extends Pick<Told, 'title' | 'text' | 'runId'> {
  readonly itemId: string
  /** What it is told of. */
  readonly word: NotifyWord
}

/** The newest that runbooks wanted told, for the board. Nothing of it outlives its core. */
export class Notifications {
  #entries: Told[] = []
  #seq: number

  /** Whoever knows the number of an earlier core must not take what this one tells for known. */
  constructor(now: number) {
    this.#seq = now
  }

  add({ title, text, runId }: Pick<Told, 'title' | 'text' | 'runId'>, at: number, changed: () => void): void {
    this.#seq++
    const told = {
      seq: this.#seq,
      at,
      title: oneLine(title).slice(0, 200),
      text: text.slice(0, bounds.toldText),
      runId,
    }
    this.#entries = [...this.#entries, told].slice(-bounds.boardTold)
    changed()
  }

  get entries(): Told[] {
    return this.#entries
  }
}
