import { expect, test } from 'vitest'
import type { ProviderCard, ProviderGate } from '#shared/board'
import { gateWords, shutProviders } from './gate-words'

const now = new Date(2026, 10, 20, 14, 48).getTime()
const inMs = (ms: number) => now + ms

test.each<[ProviderGate['state'], number | null, string]>([
  ['closed', null, 'Ready'],
  ['open', inMs(30_000), 'Shut after failures, tries one item again in 30 s'],
  ['open', null, 'Shut after failures'],
  ['probing', null, 'One item tries it again'],
  ['parked', inMs(12 * 60_000), 'Waiting for quota until 15:00 (in 12 min 0 s)'],
  ['waiting', null, 'Waiting for a person'],
])('a gate that is %s reads as what it does', (state, until, words) => {
  expect(gateWords({ state, until, failureClass: null }, now)).toBe(words)
})

test('a gate that a usage limit without an end, or an overload, has shut says so, not that something failed', () => {
  const gate = { state: 'open', until: inMs(30_000) } as const
  expect(gateWords({ ...gate, failureClass: 'rate_limited' }, now)).toBe(
    'Shut by a usage limit, tries one item again in 30 s',
  )
  expect(gateWords({ ...gate, failureClass: 'overloaded' }, now)).toMatch(/^Shut because it is overloaded, /)
})

test('the providers that need a person come first, and ready ones not at all', () => {
  const gate = (state: ProviderGate['state']): ProviderGate => ({
    ...{ state, sentence: null, nextStep: null, failureClass: null, since: null, until: null },
  })
  const card = (name: string, state?: ProviderGate['state']): ProviderCard => ({
    ...{ name, kind: 'command' as const, path: null, practice: false },
    ...(state === undefined ? {} : { gate: gate(state) }),
  })
  const cards = [card('a', 'open'), card('b', 'closed'), card('c', 'waiting'), card('d'), card('e', 'parked')]
  expect(shutProviders(cards).map(({ name }) => name)).toEqual(['c', 'e', 'a'])
})
