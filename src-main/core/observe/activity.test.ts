import { expect, test } from 'vitest'
import { bounds } from '#shared/limits'
import { ActivityRing } from './activity'

test('the board shows the newest events, newest first, however many there were', () => {
  const ring = new ActivityRing()
  for (let number = 1; number <= 3 * bounds.boardActivity + 7; number++) {
    const event = { at: number, lane: 'queue', id: `i${number}`, attempt: 1, text: '', invocationId: null }
    ring.add(`title ${number}`, { ...event, kind: 'claimed' })
    const expected = Math.min(number, bounds.boardActivity)
    expect(ring.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: expected }, (_, back) => number - back))
  }
})
