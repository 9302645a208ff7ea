import { describe, expect, test } from 'vitest'
import {
  admitted,
  afterFailure,
  afterSuccess,
  atTime,
  closedGate,
  type Gate,
  type GateFailure,
  type GateStep,
  resumed,
} from './gate'

const rules = { failures: 3, probeMs: 1000, probeCapMs: 3000, park: true }
const failed = (item: string, change: Partial<GateFailure> = {}): GateFailure => ({
  item,
  failureClass: 'non_zero_exit',
  retryable: true,
  resetAt: null,
  sentence: 'It failed.',
  nextStep: null,
  ...change,
})

/** The gate after these failures, one after another at the same moment. */
function gateAfter(failures: readonly GateFailure[], begin: Gate = closedGate, now = 0) {
  let step: GateStep = { gate: begin, free: false, notBefore: null }
  for (const failure of failures) step = afterFailure(step.gate, failure, rules, now)
  return step
}

const open = gateAfter([failed('a'), failed('b'), failed('c')])

describe('a closed gate', () => {
  test('opens after as many failures in a row as the rules say, and the last of them is free', () => {
    expect(gateAfter([failed('a'), failed('b')])).toMatchObject({ gate: { state: 'closed' }, free: false })
    expect(open).toMatchObject({ gate: { state: 'open', until: 1000 }, free: true, notBefore: 2000 })
    expect(admitted(open.gate)).toBe(0)
  })

  test('stays closed for one item that fails again and again', () => {
    expect(gateAfter([failed('a'), failed('a'), failed('a'), failed('a')])).toMatchObject({ gate: { state: 'closed' } })
  })

  test('begins to count anew with another class, and after a success', () => {
    expect(gateAfter([failed('a'), failed('b'), failed('c', { failureClass: 'timed_out' })]).gate.state).toBe('closed')
    const { gate } = gateAfter([failed('a'), failed('b')])
    expect(gateAfter([failed('c')], afterSuccess(gate)).gate.state).toBe('closed')
  })

  test('does not count what is the fault of the item, nor a cancel', () => {
    const own = failed('c', { retryable: false })
    expect(gateAfter([failed('a'), failed('b'), own, failed('d', { failureClass: 'cancelled' })]).gate).toEqual(
      gateAfter([failed('a'), failed('b')]).gate,
    )
  })

  test('never opens when the rules say so', () => {
    const never = { ...rules, failures: 0 }
    const gate = ['a', 'b', 'c', 'd'].reduce((at, item) => afterFailure(at, failed(item), never, 0).gate, closedGate)
    expect(gate.state).toBe('closed')
  })
})

describe('an open gate', () => {
  test('lets one item through once its time has come, and opens for longer when that fails, up to a limit', () => {
    let { gate } = open
    for (const waitMs of [2000, 3000, 3000]) {
      const until = gate.state === 'open' ? gate.until : 0
      expect(atTime(gate, rules, until - 1)).toBe(gate)
      gate = atTime(gate, rules, until)
      expect(admitted(gate)).toBe(1)
      const step = afterFailure(gate, failed('x'), rules, until)
      expect(step).toMatchObject({ gate: { state: 'open', until: until + waitMs }, free: true })
      gate = step.gate
    }
  })

  test('closes with a success', () => {
    expect(afterSuccess(atTime(open.gate, rules, 1000))).toEqual(closedGate)
  })

  test('takes no attempt of items that were running already', () => {
    expect(afterFailure(open.gate, failed('d'), rules, 1)).toMatchObject({ gate: open.gate, free: true })
  })
})

describe('a usage limit', () => {
  const limit = (resetAt: number | null) => failed('a', { failureClass: 'rate_limited', resetAt })

  test('with a known end parks until then, whatever succeeds meanwhile', () => {
    const { gate, free } = gateAfter([limit(60_000)])
    expect(gate).toMatchObject({ state: 'parked', until: 60_000 })
    expect(free).toBe(true)
    expect(afterSuccess(gate)).toBe(gate)
    expect(admitted(atTime(gate, rules, 60_000))).toBe(1)
    expect(admitted(resumed(gate, rules))).toBe(1)
  })

  test.each<[string, GateFailure, object]>([
    ['a limit without an end', limit(null), {}],
    ['a limit with one, and parking off', limit(60_000), { park: false }],
    ['a model that is overloaded', failed('a', { failureClass: 'overloaded' }), {}],
    ['a limit without an end, where failures never open it', limit(null), { failures: 0 }],
  ])('%s shuts at once, and is tried by one item with growing waits that cost no attempt', (_name, failure, change) => {
    const under = { ...rules, ...change }
    let step = afterFailure(closedGate, failure, under, 0)
    let now = 0
    for (const waitMs of [1000, 2000, 3000, 3000]) {
      expect(step).toMatchObject({ gate: { state: 'open', until: now + waitMs }, free: true })
      expect(admitted(step.gate)).toBe(0)
      now += waitMs
      const probing = atTime(step.gate, under, now)
      expect(admitted(probing)).toBe(1)
      step = afterFailure(probing, failure, under, now)
    }
  })

  test('takes no attempt of items that ran when it was reached, whatever shut the gate', () => {
    for (const gate of [open.gate, gateAfter([limit(60_000)]).gate]) {
      expect(afterFailure(gate, limit(null), rules, 1)).toMatchObject({ gate, free: true })
      expect(afterFailure(gate, failed('z', { failureClass: 'overloaded' }), rules, 1)).toMatchObject({
        gate,
        free: true,
      })
    }
  })

  test('that ends in a moment is waited for like a probe, as parking takes no attempt', () => {
    expect(gateAfter([limit(1)]).gate).toMatchObject({ state: 'parked', until: rules.probeMs })
  })

  test('that was parked under a clock far ahead is tried once the clock is right again', () => {
    const { gate } = gateAfter([limit(60_000)], closedGate, 0)
    const ahead: Gate = gate.state === 'parked' ? { ...gate, until: 400 * 86_400_000 } : gate
    expect(atTime(ahead, rules, 0).state).toBe('probing')
    const behind = gateAfter([failed('a'), failed('b'), failed('c')], closedGate, 86_400_000).gate
    expect(atTime(behind, rules, 86_400_000)).toBe(behind)
    expect(atTime(behind, rules, 0).state).toBe('probing')
  })

  test('is not believed for longer than eight days', () => {
    expect(gateAfter([limit(Number.MAX_SAFE_INTEGER)]).gate).toMatchObject({ until: 8 * 86_400_000 })
  })
})

describe('a missing program, a missing login and an empty account', () => {
  test.each(['missing_binary', 'unauthenticated', 'billing'] as const)(
    '%s waits for a person, however long',
    (failureClass) => {
      const { gate, free } = gateAfter([failed('a', { failureClass, retryable: false })])
      expect(gate.state).toBe('waiting')
      expect(free).toBe(true)
      expect(atTime(gate, rules, Number.MAX_SAFE_INTEGER)).toBe(gate)
      expect(admitted(resumed(gate, rules))).toBe(1)
    },
  )
})
