import { expect, test } from 'vitest'
import type { InvocationEvent } from '#shared/invocation-events'
import { KeptEvents } from './kept-events'

const text = (seq: number, words = 'x'): InvocationEvent => ({ seq, at: 0, cut: false, kind: 'text', text: words })
const texts = (from: number, count: number) => Array.from({ length: count }, (_, index) => text(from + index))

test('keeps the newest events and counts those it let go', () => {
  const kept = new KeptEvents({ events: 3, chars: 1000 })
  kept.append({ events: texts(1, 2), skipped: 0 })
  expect(kept.dropped).toBe(0)
  kept.append({ events: texts(3, 3), skipped: 0 })
  expect(kept.events.map(({ seq }) => seq)).toEqual([3, 4, 5])
  expect(kept.dropped).toBe(2)
})

test('counts what the core left out before the tail too', () => {
  const kept = new KeptEvents({ events: 2, chars: 1000 })
  kept.append({ events: texts(8, 3), skipped: 7 })
  expect(kept.dropped).toBe(8)
})

test('holds no more text than its limit, and always the newest event', () => {
  const kept = new KeptEvents({ events: 100, chars: 10 })
  kept.append({ events: [text(1, '12345678'), text(2, '1234')], skipped: 0 })
  expect(kept.events.map(({ seq }) => seq)).toEqual([2])
  kept.append({ events: [text(3, 'longer than all that may be kept')], skipped: 0 })
  expect(kept.events.map(({ seq }) => seq)).toEqual([3])
  expect(kept.dropped).toBe(2)
})
