import { type FileHandle, open } from 'node:fs/promises'
import type { InvocationEvent, RunStep } from '#shared/invocation-events'
import { bounds } from '#shared/limits'

/** How far behind the cut of a text the rest of a secret is looked for, in characters. */
const longestSecret = 4096
/** More than a line of events is long. */
const longestLine = 256 * 1024
const fullNotice = 'There is no room for more events; the raw output has what follows.'

/**
 * `events.jsonl` of a run: one event a line, at most `cap` bytes, long text cut. At the cap a last notice says so, and only
 * the end is told after it. Adding never waits and never throws; what is not yet on the disk is bounded by the cap, and the
 * first failure is kept in `fault`.
 */
export class EventLog implements AsyncDisposable {
  fault: Error | null = null
  readonly #file: FileHandle
  readonly #cap: number
  readonly #shown: (text: string) => string
  readonly #now: () => number
  readonly #appended: () => void
  #full = false
  #seq = 0
  #bytes = 0
  #waiting: string[] = []
  #writing: Promise<void> | null = null

  private constructor(
    file: FileHandle,
    shown: (text: string) => string,
    now: () => number,
    cap: number,
    appended: () => void,
  ) {
    this.#file = file
    this.#appended = appended
    this.#shown = shown
    this.#now = now
    this.#cap = cap
  }

  /** `shown` takes secrets out of every text; `appended` is told each time there is more to read in the file. */
  static async create(
    path: string,
    shown: (text: string) => string,
    now: () => number,
    cap: number = bounds.eventFile,
    appended: () => void = () => {},
  ): Promise<EventLog> {
    return new EventLog(await open(path, 'wx', 0o600), shown, now, cap, appended)
  }

  /** For the last words of a run whose owner was cut off. What is told must hold no secrets. */
  static async goOn(path: string, now: () => number, cap: number = bounds.eventFile): Promise<EventLog> {
    const file = await open(path, 'a+', 0o600)
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, longestLine))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n')
    const log = new EventLog(
      file,
      (text) => text,
      now,
      cap,
      () => {},
    )
    log.#bytes = size
    log.#seq = Math.max(0, ...lines.map(seqOf))
    // The line that a crash cut off is ended first.
    if (lines.at(-1) !== '') await file.appendFile('\n')
    return log
  }

  add(step: RunStep): void {
    if (this.#full && step.kind !== 'done') return
    const line = this.#line(step)
    // There is always room for the notice that there is no more, and for how it ended.
    this.#full = this.#bytes + Buffer.byteLength(line) > this.#cap
    this.#append(this.#full && step.kind !== 'done' ? this.#line({ kind: 'notice', text: fullNotice }) : line)
  }

  /** Resolves once everything added so far is in the file, or was found impossible to write. */
  async written(): Promise<void> {
    await this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.written()
    await this.#file.close()
  }

  #line(step: RunStep): string {
    let cut = false
    const short = (text: string): string => {
      if (text.length <= bounds.eventText) return this.#shown(text)
      cut = true
      // Secrets are taken out first: of one that the cut splits, the beginning would stay.
      const shown = this.#shown(text.slice(0, bounds.eventText + longestSecret))
      const whole = text.length <= bounds.eventText + longestSecret ? shown.length : shown.length - longestSecret
      return shown.slice(0, Math.min(bounds.eventText, Math.max(whole, 0)))
    }
    const shortened = shortenedStep(step, short)
    const event: InvocationEvent = { seq: this.#seq + 1, at: this.#now(), cut, ...shortened }
    return `${JSON.stringify(event)}\n`
  }

  #append(line: string): void {
    this.#seq += 1
    this.#bytes += Buffer.byteLength(line)
    this.#waiting.push(line)
    this.#writing ??= this.#write()
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const text = this.#waiting.join('')
      this.#waiting = []
      try {
        if (this.fault === null) await this.#file.appendFile(text)
        this.#appended()
      } catch (cause) {
        this.fault = new Error('The events of a run could not be written any further.', { cause })
      }
    }
    this.#writing = null
  }
}

function seqOf(line: string): number {
  return Number(/^\{"seq":(\d+),/.exec(line)?.[1] ?? 0)
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
