import { type FileHandle, open } from 'node:fs/promises'
import type { InvocationEvent, RunStep } from '#shared/invocation-events'
import { bounds } from '#shared/limits'

/**
 * `events.jsonl` of a run: one event a line, at most `cap` bytes, long text cut. Adding never waits and never throws;
 * what is not yet on the disk is bounded by the cap, and the first failure is kept in `fault`.
 */
export class EventLog implements AsyncDisposable {
  fault: Error | null = null
  readonly #file: FileHandle
  readonly #cap: number
  readonly #shown: (text: string) => string
  readonly #now: () => number
  #seq = 0
  #bytes = 0
  #waiting: string[] = []
  #writing: Promise<void> | null = null

  private constructor(file: FileHandle, shown: (text: string) => string, now: () => number, cap: number) {
    this.#file = file
    this.#shown = shown
    this.#now = now
    this.#cap = cap
  }

  /** `shown` takes secrets out of every text. */
  static async create(
    path: string,
    shown: (text: string) => string,
    now: () => number,
    cap: number = bounds.eventFile,
  ): Promise<EventLog> {
    return new EventLog(await open(path, 'wx', 0o600), shown, now, cap)
  }

  add(step: RunStep): void {
    const event = this.#event(step)
    const line = `${JSON.stringify(event)}\n`
    const bytes = Buffer.byteLength(line)
    // The last event says how it ended, so there is always room for it.
    if (this.#bytes + bytes > this.#cap && step.kind !== 'done') return
    this.#seq = event.seq
    this.#bytes += bytes
    this.#waiting.push(line)
    this.#writing ??= this.#write()
  }

  /** Resolves once everything added so far is in the file, or was found impossible to write. */
  async written(): Promise<void> {
    await this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.written()
    await this.#file.close()
  }

  #event(step: RunStep): InvocationEvent {
    let cut = false
    const short = (text: string): string => {
      if (text.length > bounds.eventText) cut = true
      return this.#shown(text.slice(0, bounds.eventText))
    }
    const shortened = shortenedStep(step, short)
    return { seq: this.#seq + 1, at: this.#now(), cut, ...shortened }
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const text = this.#waiting.join('')
      this.#waiting = []
      try {
        if (this.fault === null) await this.#file.appendFile(text)
      } catch (cause) {
        this.fault = new Error('The events of a run could not be written any further.', { cause })
      }
    }
    this.#writing = null
  }
}

function shortenedStep(step: RunStep, short: (text: string) => string): RunStep {
  switch (step.kind) {
    case 'tool':
      return {
        ...step,
        call: step.call?.slice(0, 200) ?? null,
        name: step.name.slice(0, 200),
        input: short(step.input),
      }
    case 'result':
      return { ...step, call: step.call?.slice(0, 200) ?? null, text: short(step.text) }
    case 'change':
      return { ...step, path: short(step.path) }
    default:
      return { ...step, text: short(step.text) }
  }
}
