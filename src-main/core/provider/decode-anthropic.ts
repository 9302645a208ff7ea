import { z } from 'zod'
import type { Usage } from '#shared/invocation'
import { jsonOf, Lines } from './lines'
import { Amount, SessionId } from './program-values'

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
  num_turns: z.number().catch(0),
  result: z.string().nullable().catch(null),
  errors: z.array(z.string()).catch([]),
  session_id: SessionId.nullable().catch(null),
  total_cost_usd: Amount.nullable().catch(null),
  usage: Spent.nullable().catch(null),
})
type ResultLine = z.infer<typeof ResultLine>

const AnyLine = z.looseObject({ type: z.string(), session_id: SessionId.optional().catch(undefined) })

/** The tokens of a turn so far; the lines of one answer of the model repeat them under its id. */
const Turn = z.looseObject({
  type: z.literal('assistant'),
  message: z.looseObject({ id: z.string(), usage: Spent }),
})

const RateLimit = z.looseObject({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.looseObject({ status: z.literal('rejected'), resetsAt: z.number() }),
})

/** What `claude --output-format stream-json` said. `result` is its last line of that type; others may follow it. */
export interface AnthropicOutput {
  readonly sessionId: string | null
  readonly result: ResultLine | null
  /** Without a result, as of a run that was ended, what its turns told so far, and no cost. */
  readonly usage: Usage | null
  /** When the usage limit that was hit ends, ms since the epoch. */
  readonly resetAt: number | null
  /** Lines that were events, and lines that were anything else. */
  readonly events: number
  readonly strangeLines: number
}

export class AnthropicDecoder {
  #sessionId: string | null = null
  #result: ResultLine | null = null
  #events = 0
  #strange = 0
  #resetAt: number | null = null
  readonly #turns = new Turns()
  readonly #onEvent: (value: unknown) => void
  readonly #lines = new Lines((line) => this.#take(line))

  constructor(onEvent: (value: unknown) => void = () => {}) {
    this.#onEvent = onEvent
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): AnthropicOutput {
    this.#lines.end()
    return {
      sessionId: this.#result?.session_id ?? this.#sessionId,
      result: this.#result,
      usage: this.#result === null ? this.#turns.usage : usageOf(this.#result),
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
      this.#strange += 1
      return
    }
    this.#events += 1
    this.#sessionId = any.data.session_id ?? this.#sessionId
    const limit = RateLimit.safeParse(value)
    if (limit.success) this.#resetAt = limit.data.rate_limit_info.resetsAt * 1000
    const turn = Turn.safeParse(value)
    if (turn.success) this.#turns.told(turn.data.message.id, turn.data.message.usage)
    this.#onEvent(value)
    const result = ResultLine.safeParse(value)
    if (result.success) this.#result = result.data
  }
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
