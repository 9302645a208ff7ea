import { z } from 'zod'
import type { Usage } from '#shared/invocation'
import { jsonOf, Lines } from './lines'
import { Amount, SessionId } from './program-values'

const Event = z.looseObject({ type: z.string() })
const ThreadStarted = z.looseObject({ type: z.literal('thread.started'), thread_id: SessionId })
const ErrorLine = z.looseObject({ type: z.literal('error'), message: z.string() })
const AgentMessage = z.looseObject({
  type: z.literal('item.completed'),
  item: z.looseObject({ type: z.literal('agent_message'), text: z.string() }),
})
const TurnFailed = z.looseObject({
  type: z.literal('turn.failed'),
  error: z.looseObject({ message: z.string() }).catch({ message: '' }),
})
const TurnCompleted = z.looseObject({
  type: z.literal('turn.completed'),
  usage: z.looseObject({ input_tokens: Amount, output_tokens: Amount }).nullable().catch(null),
})

/** Why it connects again: `Reconnecting... 1/2 (why)`. */
const reconnecting = /^Reconnecting\.{3} \d+\/\d+ \((.*)\)$/s
/** It was answered, and not that it may try at once: it now waits as long as the server asks for, which may be hours. */
const answered = /status:? \d{3}|high demand|overloaded|rate limit|usage limit|quota|try again/i

/** What `codex exec --json` said. Its `error` events and error items are passing trouble and left aside. */
export interface OpenaiOutput {
  readonly sessionId: string | null
  readonly completed: boolean
  /** Null unless the turn failed. */
  readonly failedWith: string | null
  /** The last answer of the model's server after which it began to wait, whether or not it went on since. */
  readonly waitsFor: string | null
  /** The last message of the agent; a failed turn may have one too. */
  readonly text: string | null
  /** Cumulative over the thread. */
  readonly sessionUsage: Usage | null
  readonly events: number
  readonly strangeLines: number
}

export class OpenaiDecoder {
  #sessionId: string | null = null
  #completed = false
  #failedWith: string | null = null
  #waitsFor: string | null = null
  #isWaiting = false
  #text: string | null = null
  #usage: Usage | null = null
  #events = 0
  #strange = 0
  readonly #onEvent: (value: unknown) => void
  readonly #lines = new Lines((line) => this.#take(line))

  constructor(onEvent: (value: unknown) => void = () => {}) {
    this.#onEvent = onEvent
  }

  /** The answer of the model's server after which it does nothing but wait before it asks again, or null. */
  get waitsFor(): string | null {
    return this.#isWaiting ? this.#waitsFor : null
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): OpenaiOutput {
    this.#lines.end()
    return {
      sessionId: this.#sessionId,
      completed: this.#completed,
      failedWith: this.#failedWith,
      waitsFor: this.#waitsFor,
      text: this.#text,
      sessionUsage: this.#usage,
      events: this.#events,
      strangeLines: this.#strange + this.#lines.skipped,
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const value = jsonOf(line)
    const event = Event.safeParse(value)
    if (!event.success) {
      this.#strange += 1
      return
    }
    this.#events += 1
    this.#onEvent(value)
    this.#isWaiting &&= event.data.type === 'error'
    switch (event.data.type) {
      case 'thread.started':
        this.#sessionId = ThreadStarted.safeParse(value).data?.thread_id ?? this.#sessionId
        return
      case 'item.completed':
        this.#text = AgentMessage.safeParse(value).data?.item.text ?? this.#text
        return
      case 'error': {
        const [, why = ''] = reconnecting.exec(ErrorLine.safeParse(value).data?.message ?? '') ?? []
        if (answered.test(why)) {
          this.#waitsFor = why
          this.#isWaiting = true
        }
        return
      }
      case 'turn.failed':
        this.#failedWith = TurnFailed.safeParse(value).data?.error.message ?? ''
        return
      case 'turn.completed': {
        this.#completed = true
        const usage = TurnCompleted.safeParse(value).data?.usage
        if (usage) this.#usage = { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens, costUsd: null }
      }
    }
  }
}
