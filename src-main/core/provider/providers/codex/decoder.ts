import { z } from 'zod'
import type { Usage } from '#shared/invocation'
import { jsonOf, Lines, longestCut, textInCut } from '../../lines'
import { Amount, SessionId } from '../../program-values'

const Event = z.looseObject({ type: z.string() })
const Id = SessionId.optional().catch(undefined)
/** Older programs call it a session. */
const ThreadStarted = z.looseObject({ thread_id: Id, session_id: Id })
/** Newer programs may name the kind of an error beside its words, in one of several places. */
const Told = z.looseObject({ message: z.string().catch('') }).catch({ message: '' })
const AgentMessage = z.looseObject({
  item: z.looseObject({ type: z.literal('agent_message'), text: z.string() }),
})
/** Older programs say `item_type` and `assistant_message`. */
const OlderItem = z.looseObject({ item: z.looseObject({ item_type: z.string(), type: z.undefined().optional() }) })
const TurnFailed = z.looseObject({ error: Told })
const TurnCompleted = z.looseObject({
  type: z.literal('turn.completed'),
  usage: z.looseObject({ input_tokens: Amount, output_tokens: Amount }).nullable().catch(null),
})

/** Why it connects again: `Reconnecting... 1/2 (why)`. */
const reconnecting = /^Reconnecting\.{3} \d+\/\d+ \((.*)\)$/s
/** It was answered, and not that it may try at once: it now waits as long as the server asks for, which may be hours. */
const answered = /status:? \d{3}|high demand|overloaded|rate limit|usage limit|quota|try again/i

/** An error as it was told: its words, and the names it was given. */
export interface ToldError {
  readonly message: string
  readonly codes: readonly string[]
}

/** What `codex exec --json` said. Its `error` events are passing trouble unless they are the last it said. */
export interface CodexOutput {
  readonly sessionId: string | null
  /** The last turn that was completed; `text`: what was said by then, null for nothing. */
  readonly completed: { readonly text: string | null } | null
  /** Null unless a turn failed. */
  readonly failedWith: ToldError | null
  /** The error it told last of all, after which nothing went on. */
  readonly lastError: ToldError | null
  /** The last answer of the model's server after which it began to wait, whether or not it went on since. */
  readonly waitsFor: string | null
  /** The last message of the agent; a failed turn may have one too. */
  readonly text: string | null
  /** Cumulative over the thread. */
  readonly sessionUsage: Usage | null
  readonly events: number
  readonly strangeLines: number
  /** It spoke, in JSON, and nothing of it is known here. */
  readonly isForeign: boolean
}

const knownEvents = /^(?:error$|thread\.|session\.|turn\.|item\.)/

export class CodexDecoder {
  #sessionId: string | null = null
  #completed: { text: string | null } | null = null
  #failedWith: ToldError | null = null
  #lastError: ToldError | null = null
  #isOver = false
  #foreign = 0
  #known = 0
  #waitsFor: string | null = null
  #isWaiting = false
  #text: string | null = null
  #usage: Usage | null = null
  #events = 0
  #strange = 0
  readonly #onEvent: (value: unknown) => void
  readonly #lines = new Lines(
    (line) => this.#take(line),
    undefined,
    (head) => this.#takeCut(head),
  )

  constructor(onEvent: (value: unknown) => void = () => {}) {
    this.#onEvent = onEvent
  }

  /** The answer of the model's server after which it does nothing but wait before it asks again, or null. */
  get waitsFor(): string | null {
    return this.#isWaiting ? this.#waitsFor : null
  }

  /** Its turn is over and it has begun no other, so there is nothing to come. */
  get isOver(): boolean {
    return this.#isOver
  }

  get isForeign(): boolean {
    return this.#foreign > 0 && this.#known === 0
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): CodexOutput {
    this.#lines.end()
    return {
      sessionId: this.#sessionId,
      completed: this.#completed,
      failedWith: this.#failedWith,
      lastError: this.#lastError,
      waitsFor: this.#waitsFor,
      text: this.#text,
      sessionUsage: this.#usage,
      events: this.#events,
      strangeLines: this.#strange + this.#lines.skipped,
      isForeign: this.isForeign,
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const value = inTodaysWords(jsonOf(line))
    const event = Event.safeParse(value)
    if (!event.success) {
      if (typeof value === 'object' && value !== null) this.#foreign += 1
      if (value !== undefined || !this.#takeCut(line)) this.#strange += 1
      return
    }
    this.#events += 1
    this.#onEvent(value)
    const { type } = event.data
    if (knownEvents.test(type)) this.#known += 1
    else this.#foreign += 1
    this.#isWaiting &&= type === 'error'
    if (type !== 'error') this.#lastError = null
    // Some of what only tells of the turn that is over comes after its end.
    this.#isOver &&= type !== 'turn.started' && type !== 'item.started'
    switch (type) {
      case 'thread.started':
      case 'session.created': {
        const { data } = ThreadStarted.safeParse(value)
        this.#sessionId = data?.thread_id ?? data?.session_id ?? this.#sessionId
        return
      }
      case 'item.completed':
        this.#text = AgentMessage.safeParse(value).data?.item.text ?? this.#text
        return
      case 'error': {
        const error = toldError(value)
        const [, why = ''] = reconnecting.exec(error.message) ?? []
        this.#lastError = why === '' ? error : { ...error, message: why }
        if (answered.test(why)) {
          this.#waitsFor = why
          this.#isWaiting = true
        }
        return
      }
      case 'turn.failed':
        this.#failedWith = toldError(TurnFailed.safeParse(value).data?.error)
        this.#isOver = true
        return
      case 'turn.completed': {
        this.#complete()
        const usage = TurnCompleted.safeParse(value).data?.usage
        if (usage) this.#usage = { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens, costUsd: null }
      }
    }
  }

  #complete(): void {
    this.#completed = { text: this.#text?.trim() ? this.#text : null }
    this.#isOver = true
  }

  /** A line that is too long to be kept, or that broke off, still tells what it was. */
  #takeCut(whole: string): boolean {
    const line = whole.slice(0, longestCut)
    const [, type] = /^\s*\{\s*"type"\s*:\s*"(turn\.completed|turn\.failed|item\.completed)"/.exec(line) ?? []
    switch (type) {
      case 'turn.completed':
        this.#complete()
        break
      case 'turn.failed':
        this.#failedWith = { message: textInCut(line, 'message') ?? '', codes: [] }
        this.#isOver = true
        break
      case 'item.completed': {
        const [, kind] = /"(?:item_)?type"\s*:\s*"(agent_message|assistant_message)"/.exec(line) ?? []
        this.#text = (kind === undefined ? null : textInCut(line, 'text')) ?? this.#text
        break
      }
      default:
        return false
    }
    this.#events += 1
    this.#known += 1
    return true
  }
}

function inTodaysWords(value: unknown): unknown {
  const older = OlderItem.safeParse(value)
  if (!older.success) return value
  const { item_type: name } = older.data.item
  return { ...older.data, item: { ...older.data.item, type: name === 'assistant_message' ? 'agent_message' : name } }
}

const codeKeys = ['code', 'type', 'kind', 'codex_error_info', 'codexErrorInfo', 'error_code']

/** The words of an error, and every name it goes by, also those in words that are JSON themselves. */
function toldError(value: unknown): ToldError {
  const { message } = Told.parse(value)
  const inner = /^\s*\{/.test(message) ? jsonOf(message) : undefined
  return { message, codes: [...codesIn(value, 2), ...codesIn(inner, 2)] }
}

function codesIn(value: unknown, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth < 0) return []
  const found: string[] = []
  for (const key of codeKeys) {
    const code = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
    if (typeof code === 'string') found.push(code)
    // A kind with facts of its own is written as the one key of an object.
    else if (typeof code === 'object' && code !== null) found.push(...Object.keys(code).slice(0, 3))
  }
  return [...found, ...codesIn(Reflect.get(value, 'error'), depth - 1)].map((code) => code.slice(0, 100))
}
