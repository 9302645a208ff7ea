import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ProviderGate } from '#shared/board'
import { FailureClass } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import {
  admitted,
  afterFailure,
  afterSuccess,
  atTime,
  closedGate,
  type Gate,
  type GateFailure,
  type GateRules,
  type GateStep,
  mayHaveMended,
  nextTurn,
  resumed,
} from './gate'

/** Parked gates as they are written down; a usage limit outlives a restart, everything else is found out anew. */
const Written = z.record(
  z.string(),
  z.object({
    until: z.number(),
    why: z.object({
      failureClass: FailureClass,
      sentence: z.string(),
      nextStep: z.string().nullable(),
      since: z.number(),
    }),
  }),
)
type Written = z.infer<typeof Written>

/** What was written down, or nothing when there is no such file. Throws when it cannot be read. */
export function readGates(path: string): Written {
  try {
    return Written.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return {}
    throw error
  }
}

export interface GatesOptions {
  readonly written: Written
  /** Keeps what has to survive a restart. */
  readonly write: (gates: Written) => void
  readonly rules: () => GateRules
  /** Items that were told to start later than the gate would open; somebody opened it, so they need not wait any more. */
  readonly startNow: (items: readonly string[]) => void
  /** Told of every change, with a sentence for the log when a person would want to know. */
  readonly changed: (name: string, sentence: string | null) => void
  readonly now: () => number
}

/** Looked at again at least this often while something waits for a time, as clocks are set and machines sleep, in ms. */
const longestWaitMs = 60_000

/** The gates of all providers of a home: the one place that changes them, and the one timer for what time changes. */
export class Gates implements Disposable {
  readonly #options: GatesOptions
  readonly #gates = new Map<string, Gate>()
  /** By provider, the items that keep a not-before of their own because of the gate. */
  readonly #later = new Map<string, Set<string>>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: GatesOptions) {
    this.#options = options
    for (const [name, { why, until }] of Object.entries(options.written)) {
      const parked: Gate = { state: 'parked', why, until }
      this.#gates.set(name, atTime(parked, options.rules(), options.now()))
    }
    this.#arm()
  }

  /** How many items of a provider may be active at once, as far as its gate has a say. */
  admitted(name: string): number {
    return admitted(this.#gate(name))
  }

  succeeded(name: string): void {
    const before = this.#gate(name)
    const sentence = before.state === 'closed' ? null : `${name} answers again.`
    this.#set(name, afterSuccess(before), sentence)
  }

  failed(name: string, failure: GateFailure): GateStep {
    const before = this.#gate(name)
    const step = afterFailure(before, failure, this.#options.rules(), this.#options.now())
    const shut = before.state !== step.gate.state && step.gate.state !== 'closed'
    this.#set(name, step.gate, shut ? shutSentence(name, step.gate) : null)
    if (step.notBefore !== null) this.#later.set(name, (this.#later.get(name) ?? new Set()).add(failure.item))
    return step
  }

  /** Lets one item try, whatever the gate waits for. */
  resume(name: string): void {
    this.#set(name, resumed(this.#gate(name), this.#options.rules()), `${name} is tried again.`)
    this.#startLater(name)
  }

  /** A test was good: it says nothing about a usage limit, and settles everything else. */
  passedTest(name: string): void {
    this.succeeded(name)
    if (this.#gate(name).state === 'closed') this.#startLater(name)
  }

  /** What waits for a person may have been mended by the edit, and parking turned off. */
  settingsChanged(): void {
    const rules = this.#options.rules()
    for (const [name, gate] of this.#gates) if (mayHaveMended(gate, rules)) this.resume(name)
  }

  shown(name: string): ProviderGate {
    const gate = this.#gate(name)
    if (gate.state === 'closed') {
      return { state: 'closed', sentence: null, nextStep: null, failureClass: null, since: null, until: null }
    }
    const { failureClass, nextStep, since } = gate.why
    return {
      state: gate.state,
      sentence: shutSentence(name, gate),
      nextStep,
      failureClass,
      since,
      until: nextTurn(gate),
    }
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #gate(name: string): Gate {
    return this.#gates.get(name) ?? closedGate
  }

  #set(name: string, gate: Gate, sentence: string | null): void {
    const before = this.#gate(name)
    if (before === gate) return
    this.#gates.set(name, gate)
    if (before.state === 'parked' || gate.state === 'parked') this.#options.write(this.#parked())
    this.#arm()
    if (before.state !== gate.state || gate.state !== 'closed') this.#options.changed(name, sentence)
  }

  #startLater(name: string): void {
    const items = [...(this.#later.get(name) ?? [])]
    this.#later.delete(name)
    if (items.length > 0) this.#options.startNow(items)
  }

  #parked(): Written {
    const parked = [...this.#gates].flatMap(([name, gate]) =>
      gate.state === 'parked' ? [[name, { why: gate.why, until: gate.until }] as const] : [],
    )
    return Object.fromEntries(parked)
  }

  #turn(): void {
    const { now, rules } = this.#options
    for (const [name, gate] of this.#gates) {
      const next = atTime(gate, rules(), now())
      if (next === gate) continue
      // Theirs pass within a second of this.
      this.#later.delete(name)
      this.#set(name, next, `${name} is tried again.`)
    }
    this.#arm()
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const turns = [...this.#gates.values()].map(nextTurn).filter((turn) => turn !== null)
    if (turns.length === 0) return
    const waitMs = Math.min(Math.max(Math.min(...turns) - this.#options.now(), 1), longestWaitMs)
    this.#timer = setTimeout(() => this.#turn(), waitMs)
  }
}

function shutSentence(name: string, gate: Exclude<Gate, { state: 'closed' }>): string {
  const { sentence, failureClass } = gate.why
  switch (gate.state) {
    case 'open':
      if (failureClass === 'overloaded') return `${name} backs off: ${sentence}`
      if (failureClass === 'rate_limited') return `${name} waits for its usage limit, which tells no end: ${sentence}`
      return `${name} fails again and again, so its items wait: ${sentence}`
    case 'probing':
      return `${name} is tried with one item: ${sentence}`
    case 'parked':
      return `${name} waits for its usage limit: ${sentence}`
    case 'waiting':
      return `${name} waits for a person: ${sentence}`
  }
}
