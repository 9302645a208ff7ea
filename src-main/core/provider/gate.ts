import type { FailureClass } from '#shared/invocation'

/**
 * Whether items of a provider may start, as one value that only these functions change:
 *
 * - `closed`: they may. It counts failures of one class in a row, over different items, so that one item that always
 *   fails cannot keep the others waiting.
 * - `open`: too many of those, or the first that says that no other item would fare better (a limit without an end, a model
 *   that is overloaded); nothing starts until `until`.
 * - `probing`: one item at a time tries the provider. Its success closes the gate; its failure opens it for twice as long.
 * - `parked`: the usage limit is reached and comes back at `until`; then it is probed.
 * - `waiting`: for a person. Only a good test, a change of the settings or an explicit "go on" ends it.
 */
export type Gate =
  | { readonly state: 'closed'; readonly streak: Streak | null }
  | { readonly state: 'open'; readonly why: GateReason; readonly until: number; readonly waitMs: number }
  | { readonly state: 'probing'; readonly why: GateReason; readonly waitMs: number }
  | { readonly state: 'parked'; readonly why: GateReason; readonly until: number }
  | { readonly state: 'waiting'; readonly why: GateReason }

export interface Streak {
  readonly failureClass: FailureClass
  readonly items: readonly string[]
}

export interface GateReason {
  readonly failureClass: FailureClass
  readonly sentence: string
  readonly nextStep: string | null
  readonly since: number
}

export interface GateRules {
  /** Failures in a row that open the gate; 0: they never do. */
  readonly failures: number
  readonly probeMs: number
  readonly probeCapMs: number
  /** Whether a usage limit with a known end parks the provider. */
  readonly park: boolean
}

export interface GateFailure {
  readonly item: string
  readonly failureClass: FailureClass
  readonly retryable: boolean
  /** When a usage limit ends, ms since the epoch, where the program told. */
  readonly resetAt: number | null
  readonly sentence: string
  readonly nextStep: string | null
}

/** What became of the gate, and whether the item that failed was only unlucky and keeps its attempt. */
export interface GateStep {
  readonly gate: Gate
  readonly free: boolean
  /** When the item may start again; null: as soon as the gate lets it. */
  readonly notBefore: number | null
}

export const closedGate: Gate = { state: 'closed', streak: null }

/** Longest time a program's word about the end of a limit is believed. */
const longestParkMs = 8 * 24 * 60 * 60 * 1000
/** Parking takes no attempt, so a program that says "in 10 ms" for ever would be run for ever without a pause. */
const shortestParkMs = 30_000
/** A wait that is longer than it was made says that the clock was set back. */
const clockSlackMs = 1000

/** How many items of the provider may be active at once, as far as the gate has a say. */
export function admitted(gate: Gate): number {
  switch (gate.state) {
    case 'closed':
      return Number.POSITIVE_INFINITY
    case 'probing':
      return 1
    case 'open':
    case 'parked':
    case 'waiting':
      return 0
  }
}

/** A run that began before a limit was reached says nothing about the limit, so a parked gate stays. */
export function afterSuccess(gate: Gate): Gate {
  return gate.state === 'parked' ? gate : closedGate
}

export function afterFailure(gate: Gate, failed: GateFailure, rules: GateRules, now: number): GateStep {
  const { failureClass, sentence, nextStep } = failed
  const why: GateReason = { failureClass, sentence, nextStep, since: now }
  switch (failureClass) {
    case 'cancelled':
      return kept(gate)
    case 'unauthenticated':
    case 'missing_binary':
    case 'billing':
      return { gate: { state: 'waiting', why }, free: true, notBefore: null }
    case 'rate_limited':
      if (rules.park && failed.resetAt !== null && failed.resetAt > now) {
        const soonest = now + Math.min(rules.probeMs, shortestParkMs)
        const until = Math.min(Math.max(failed.resetAt, soonest), now + longestParkMs)
        return { gate: { state: 'parked', why, until }, free: true, notBefore: null }
      }
      return backedOff(gate, why, rules, now)
    case 'overloaded':
      return backedOff(gate, why, rules, now)
  }
  // The item's own fault: trying another one would say nothing about this.
  if (!failed.retryable) return kept(gate)
  switch (gate.state) {
    case 'closed':
      return counted(gate.streak, failed, why, rules, now)
    case 'probing':
      return openedLonger(gate, why, rules, now)
    case 'open':
    case 'parked':
    case 'waiting':
      return { gate, free: gate.why.failureClass === failureClass, notBefore: null }
  }
}

/** What time alone changes. A wait is never longer than it was made, whatever the clock was when it was made. */
export function atTime(gate: Gate, rules: GateRules, now: number): Gate {
  if (gate.state !== 'open' && gate.state !== 'parked') return gate
  const longestMs = (gate.state === 'open' ? gate.waitMs : longestParkMs) + clockSlackMs
  return gate.until > now && gate.until - now <= longestMs ? gate : probing(gate, rules)
}

/** Whether an edit of the settings may have ended what the gate waits for. */
export function mayHaveMended(gate: Gate, rules: GateRules): boolean {
  return gate.state === 'waiting' || (gate.state === 'parked' && !rules.park)
}

/** Somebody said "go on", or the settings changed: one item may find out. */
export function resumed(gate: Gate, rules: GateRules): Gate {
  return gate.state === 'closed' ? gate : probing(gate, rules)
}

/** The next moment at which time alone changes the gate, or null. */
export function nextTurn(gate: Gate): number | null {
  return gate.state === 'open' || gate.state === 'parked' ? gate.until : null
}

function probing(gate: Exclude<Gate, { state: 'closed' }>, rules: GateRules): Gate {
  if (gate.state === 'probing') return gate
  return { state: 'probing', why: gate.why, waitMs: gate.state === 'open' ? gate.waitMs : rules.probeMs }
}

function kept(gate: Gate): GateStep {
  return { gate, free: false, notBefore: null }
}

function counted(streak: Streak | null, failed: GateFailure, why: GateReason, rules: GateRules, now: number): GateStep {
  const before = streak?.failureClass === failed.failureClass ? streak.items : []
  const items = before.includes(failed.item) ? before : [...before, failed.item]
  if (rules.failures > 0 && items.length >= rules.failures) return opened(why, rules.probeMs, now)
  return kept({ state: 'closed', streak: { failureClass: failed.failureClass, items } })
}

/** No item is to blame, and no other would fare better: one failure shuts the gate, and costs nobody an attempt. */
function backedOff(gate: Gate, why: GateReason, rules: GateRules, now: number): GateStep {
  switch (gate.state) {
    case 'closed':
      return opened(why, rules.probeMs, now)
    case 'probing':
      return openedLonger(gate, why, rules, now)
    case 'open':
    case 'parked':
    case 'waiting':
      return { gate, free: true, notBefore: null }
  }
}

function openedLonger(
  { waitMs }: Gate & { state: 'probing' },
  why: GateReason,
  rules: GateRules,
  now: number,
): GateStep {
  return opened(why, Math.min(waitMs * 2, Math.max(rules.probeCapMs, rules.probeMs)), now)
}

function opened(why: GateReason, waitMs: number, now: number): GateStep {
  const until = now + waitMs
  // A little later than the probe itself, so that it is another item that tries next, if there is one.
  return { gate: { state: 'open', why, until, waitMs }, free: true, notBefore: until + Math.min(waitMs, 1000) }
}
