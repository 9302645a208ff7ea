import { z } from 'zod'
import type { Usage } from '#shared/invocation'
import { jsonOf, Lines } from './lines'

const Tokens = z.number().catch(0)

const ResultLine = z.looseObject({
  type: z.literal('result'),
  subtype: z.string().catch(''),
  is_error: z.boolean().catch(false),
  api_error_status: z.number().nullable().catch(null),
  num_turns: z.number().catch(0),
  result: z.string().nullable().catch(null),
  errors: z.array(z.string()).catch([]),
  session_id: z.string().nullable().catch(null),
  total_cost_usd: z.number().nullable().catch(null),
  usage: z
    .looseObject({
      input_tokens: Tokens,
      cache_creation_input_tokens: Tokens,
      cache_read_input_tokens: Tokens,
      output_tokens: Tokens,
    })
    .nullable()
    .catch(null),
})
type ResultLine = z.infer<typeof ResultLine>

const AnyLine = z.looseObject({ type: z.string(), session_id: z.string().optional().catch(undefined) })

const RateLimit = z.looseObject({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.looseObject({ status: z.literal('rejected'), resetsAt: z.number() }),
})

/** What `claude --output-format stream-json` said. `result` is its last line of that type; others may follow it. */
export interface AnthropicOutput {
  readonly sessionId: string | null
  readonly result: ResultLine | null
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
      usage: this.#result === null ? null : usageOf(this.#result),
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
    this.#onEvent(value)
    const result = ResultLine.safeParse(value)
    if (result.success) this.#result = result.data
  }
}

function usageOf({ usage, total_cost_usd }: ResultLine): Usage {
  return {
    inputTokens:
      usage === null ? null : usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens,
    outputTokens: usage?.output_tokens ?? null,
    costUsd: total_cost_usd,
  }
}
