import { z } from 'zod'
import type { Usage } from '#shared/invocation'
import { jsonOf, Lines, longestCut, textInCut } from '../../lines'
import { Amount, SessionId } from '../../program-values'

const Tokens = Amount.catch(0)

const Spent = z.looseObject({
  input_tokens: Tokens,
  cache_creation_input_tokens: Tokens,
  cache_read_input_tokens: Tokens,
  output_tokens: Tokens,
})

const ResultLine = z.looseObject({
  type: z.literal('result'),
  subtype: z.string().catch(''),
  is_error: z.boolean().catch(false),
  api_error_status: z.number().nullable().catch(null),
  num_turns: z.number().nullable().catch(null),
  result: z.string().nullable().catch(null),
  errors: z.array(z.string()).catch([]),
  stop_reason: z.string().nullable().catch(null),
  session_id: SessionId.nullable().catch(null),
  total_cost_usd: Amount.nullable().catch(null),
  usage: Spent.nullable().catch(null),
})
export type ResultLine = z.infer<typeof ResultLine>

const AnyLine = z.looseObject({
  type: z.string(),
  subtype: z.string().optional().catch(undefined),
  session_id: SessionId.optional().catch(undefined),
})

/** The tokens of a turn so far; the lines of one answer of the model repeat them under its id. */
const Turn = z.looseObject({
  type: z.literal('assistant'),
  message: z.looseObject({ id: z.string(), usage: Spent }),
})

/** What the model says. The program also tells in its name what went wrong, and names that in `error`. */
const Spoken = z.looseObject({
  type: z.literal('assistant'),
  message: z.looseObject({
    content: z.union([z.string(), z.array(z.unknown())]).catch([]),
    stop_reason: z.string().nullable().catch(null),
  }),
  error: z.string().nullable().catch(null),
  parent_tool_use_id: z.string().nullable().catch(null),
})
const TextBlock = z.looseObject({ type: z.literal('text'), text: z.string() })

const RateLimit = z.looseObject({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.looseObject({ status: z.literal('rejected'), resetsAt: z.number() }),
})

/** An error that the program told as if the model had said it. */
export interface ToldError {
  readonly code: string
  readonly text: string
}

/** A turn that was finished without an error. */
export interface FinishedTurn {
  /** Null: its result has no text. */
  readonly text: string | null
  readonly turns: number
  readonly cut: boolean
}

/** What `claude --output-format stream-json` said. `result` is its last line of that type; others may follow it. */
export interface ClaudeOutput {
  readonly sessionId: string | null
  readonly result: ResultLine | null
  /** The last turn that did something and failed at nothing; a later one that did nothing does not undo it. */
  readonly finished: FinishedTurn | null
  /** The last text the model said by itself, outside of what its helpers said. */
  readonly lastText: string | null
  /** Told last of all, unless something went on after it. */
  readonly error: ToldError | null
  readonly isRefused: boolean
  /** Without a result, as of a run that was ended, what its turns told so far, and no cost. */
  readonly usage: Usage | null
  /** When the usage limit that was hit ends, ms since the epoch. */
  readonly resetAt: number | null
  /** Lines that were events, and lines that were anything else. */
  readonly events: number
  readonly strangeLines: number
}

const beginsTurn: ReadonlySet<string> = new Set(['assistant', 'user', 'stream_event', 'system init'])
/** Parts of one answer that are looked at for text. */
const mostParts = 1000

export class ClaudeDecoder {
  #sessionId: string | null = null
  #result: ResultLine | null = null
  /** The last result that tells of work: what it used counts. */
  #worked: ResultLine | null = null
  #finished: FinishedTurn | null = null
  #isOver = false
  #answers = 0
  #lastText: string | null = null
  #error: ToldError | null = null
  #isRefused = false
  #events = 0
  #strange = 0
  #resetAt: number | null = null
  readonly #turns = new Turns()
  readonly #onEvent: (value: unknown) => void
  readonly #lines = new Lines(
    (line) => this.#take(line),
    undefined,
    (head) => this.#takeCut(head),
  )

  constructor(onEvent: (value: unknown) => void = () => {}) {
    this.#onEvent = onEvent
  }

  /** Its turn is over and it has begun no other, so there is nothing to come. */
  get isOver(): boolean {
    return this.#isOver
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): ClaudeOutput {
    this.#lines.end()
    const counted = this.#worked ?? this.#result
    return {
      sessionId: this.#result?.session_id ?? this.#sessionId,
      result: this.#result,
      finished: this.#finished,
      lastText: this.#lastText,
      error: this.#error,
      isRefused: this.#isRefused,
      usage: counted === null ? this.#turns.usage : usageOf(counted),
      resetAt: this.#resetAt,
      events: this.#events,
      strangeLines: this.#strange + this.#lines.skipped,
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const value = jsonOf(line)
    const any = AnyLine.safeParse(value)
    if (!any.success) {
      if (value !== undefined || !this.#takeCut(line)) this.#strange += 1
      return
    }
    this.#events += 1
    const { type, subtype, session_id: sessionId } = any.data
    this.#sessionId = sessionId ?? this.#sessionId
    if (type === 'result') this.#isOver = true
    // What only tells of tasks in the background, or of limits, begins no turn.
    else if (beginsTurn.has(type === 'system' ? `system ${subtype}` : type)) this.#isOver = false
    const limit = RateLimit.safeParse(value)
    if (limit.success) this.#resetAt = limit.data.rate_limit_info.resetsAt * 1000
    const turn = Turn.safeParse(value)
    if (turn.success) this.#turns.told(turn.data.message.id, turn.data.message.usage)
    const spoken = Spoken.safeParse(value)
    if (spoken.success) this.#said(spoken.data)
    this.#onEvent(value)
    const result = ResultLine.safeParse(value)
    if (result.success) this.#ended(result.data, false)
  }

  #said({ message, error, parent_tool_use_id: parent }: z.infer<typeof Spoken>): void {
    const text = textOf(message.content)
    if (error !== null) {
      this.#error = { code: error, text }
      return
    }
    this.#error = null
    if (parent !== null) return
    this.#answers += 1
    this.#isRefused = message.stop_reason === 'refusal'
    if (text.trim() !== '') this.#lastText = text
  }

  #ended(result: ResultLine, cut: boolean): void {
    this.#result = result
    const turns = result.num_turns ?? this.#answers
    if (turns < 1) return
    this.#worked = result
    this.#isRefused ||= result.stop_reason === 'refusal'
    if (result.is_error || result.subtype !== 'success') return
    const text = result.result?.trim() ? result.result : null
    // A turn that says nothing, as one about a task in the background, takes no answer back.
    if (text !== null || this.#finished === null || this.#finished.text === null) {
      this.#finished = { text, turns, cut }
    }
  }

  /** A result that is too long to be kept, or that broke off, still tells that the turn was finished. */
  #takeCut(whole: string): boolean {
    const line = whole.slice(0, longestCut)
    if (!/^\s*\{\s*"type"\s*:\s*"result"/.test(line)) return false
    const [facts = ''] = line
      .split(/"result"\s*:\s*"/, 2)
      .map((part) => part.replace(/^\s*\{\s*"type"\s*:\s*"result"/, ''))
    const told = (key: string) => new RegExp(`"${key}"\\s*:\\s*"?([\\w-]+)`).exec(facts)?.[1]
    const isError = told('is_error')
    if (isError === undefined) return false
    this.#events += 1
    this.#isOver = true
    const turns = Number(told('num_turns'))
    const result = ResultLine.parse({
      type: 'result',
      subtype: told('subtype'),
      is_error: isError !== 'false',
      num_turns: Number.isNaN(turns) ? null : turns,
      result: textInCut(line, 'result'),
      session_id: told('session_id'),
    })
    this.#ended(result, true)
    return true
  }
}

function textOf(content: string | readonly unknown[]): string {
  if (typeof content === 'string') return content
  return content
    .slice(0, mostParts)
    .map((part) => TextBlock.safeParse(part).data?.text ?? '')
    .filter((text) => text !== '')
    .join('\n\n')
}

/** The sum of the turns of a run; of one turn the newest figures count. */
class Turns {
  #id: string | null = null
  #now = { input: 0, output: 0 }
  #before = { input: 0, output: 0 }

  told(id: string, spent: z.infer<typeof Spent>): void {
    if (id !== this.#id) this.#before = this.#sum()
    this.#id = id
    this.#now = { input: inputOf(spent), output: spent.output_tokens }
  }

  get usage(): Usage | null {
    if (this.#id === null) return null
    const { input, output } = this.#sum()
    return { inputTokens: input, outputTokens: output, costUsd: null }
  }

  #sum() {
    return { input: this.#before.input + this.#now.input, output: this.#before.output + this.#now.output }
  }
}

function inputOf(spent: z.infer<typeof Spent>): number {
  return spent.input_tokens + spent.cache_creation_input_tokens + spent.cache_read_input_tokens
}

function usageOf({ usage, total_cost_usd }: ResultLine): Usage {
  return {
    inputTokens: usage === null ? null : inputOf(usage),
    outputTokens: usage?.output_tokens ?? null,
    costUsd: total_cost_usd,
  }
}
