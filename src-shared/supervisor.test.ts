import { describe, expect, test } from 'vitest'
import { supervisorOffers, supervisorStates } from './supervisor'

describe('what a supervisor offers', () => {
  test.each([
    ['stopped', ['start']],
    ['stale', ['start']],
    ['running', ['stop', 'restart']],
    ['degraded', ['stop', 'restart']],
    ['starting', ['stop']],
    ['stopping', []],
    ['stop_failed', ['stop']],
    ['foreign', []],
  ] as const)('while %s is %j', (state, actions) => {
    const offers = supervisorOffers(state)
    expect(Object.entries(offers).flatMap(([action, offer]) => (offer.possible ? [action] : []))).toEqual(actions)
  })

  test('is explained wherever it is refused', () => {
    for (const state of supervisorStates) {
      for (const offer of Object.values(supervisorOffers(state))) {
        if (!offer.possible) expect(offer.why).toMatch(/^[A-Z].*\.$/)
      }
    }
  })
})
