import type { CommandFailure } from './command-failure'
import type { CommandParts } from './command-parts'
import { cut } from './format-table'
import { type Paint, paintFor } from './paint'

/**
 * How a command speaks: for people, text on stdout and remarks on stderr; for programs, one JSON document on stdout (one
 * document a line while it follows something) and nothing else.
 */
export class Voice {
  readonly json: boolean
  readonly paint: Paint
  readonly #parts: Pick<CommandParts, 'out' | 'err'>
  #live = ''

  constructor(parts: Pick<CommandParts, 'out' | 'err' | 'env'>, json: boolean) {
    this.#parts = parts
    this.json = json
    this.paint = paintFor(parts.out.isTerminal, parts.env)
  }

  /** How many columns a line may have; very many where nobody watches. */
  get columns(): number {
    return this.#parts.out.isTerminal ? Math.max(this.#parts.out.columns, 60) : 10_000
  }

  /** True where foreign text must not reach the reader as it is. */
  get isTerminal(): boolean {
    return this.#parts.out.isTerminal
  }

  /** True where `live` shows anything. */
  get showsLive(): boolean {
    return !this.json && this.#parts.err.isTerminal
  }

  /** The one answer of a command. */
  answer(document: object, text: () => string): void {
    this.live('')
    this.#parts.out.write(this.json ? `${JSON.stringify(document, null, 2)}\n` : lines(text()))
  }

  /** One of many answers of a command that follows something. */
  next(document: object, text: () => string): void {
    this.#parts.out.write(this.json ? `${JSON.stringify(document)}\n` : text())
  }

  /** Text for people as it is. */
  raw(outlet: 'out' | 'err', text: string): void {
    if (!this.json) this.#parts[outlet].write(text)
  }

  /** A remark for people. */
  note(sentence: string): void {
    if (this.json) return
    this.live('')
    this.#parts.err.write(lines(sentence))
  }

  /** One line that is replaced by the next one; an empty text takes it away. */
  live(text: string): void {
    if (!this.showsLive || text === this.#live) return
    this.#live = text
    this.#parts.err.write(`\r\u001B[K${cut(text, Math.max(this.#parts.err.columns - 1, 20))}`)
  }

  failed(failure: CommandFailure): void {
    this.live('')
    const { code, message: sentence, nextStep, beside } = failure
    if (this.json) {
      this.#parts.out.write(`${JSON.stringify({ error: { code, sentence, nextStep }, ...beside }, null, 2)}\n`)
    } else this.#parts.err.write(`${sentence}${nextStep === null ? '' : `\n${nextStep}`}\n`)
  }
}

function lines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
