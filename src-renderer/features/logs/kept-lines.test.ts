import { expect, test } from 'vitest'
import type { LogLine } from '#shared/log-line'
import { KeptLines } from './kept-lines'

const line = (sentence: string): LogLine => {
  return { offset: 0, at: '2026-11-20T12:00:00.000Z', level: 'info', scope: 'core', sentence, facts: null }
}
const lines = (...sentences: string[]) => ({ lines: sentences.map(line), skipped: false })
const shown = (kept: KeptLines) => kept.lines.map(({ key, sentence }) => `${key} ${sentence}`)

test('lines keep their order and get keys that stay', () => {
  const kept = new KeptLines()
  kept.append(lines('a', 'b'))
  kept.append(lines('c'))
  expect(shown(kept)).toEqual(['0 a', '1 b', '2 c'])
})

test('the oldest lines go first when there are too many, and are counted', () => {
  const kept = new KeptLines({ lines: 3, chars: 1000 })
  kept.append(lines('a', 'b'))
  kept.append(lines('c', 'd', 'e'))
  expect(shown(kept)).toEqual(['2 c', '3 d', '4 e'])
  expect(kept.dropped).toBe(2)
})

test('a few very long lines are too many as well', () => {
  const kept = new KeptLines({ lines: 100, chars: 10 })
  kept.append(lines('12345', '67890', 'x'))
  expect(shown(kept)).toEqual(['1 67890', '2 x'])
  kept.append(lines('longer than everything together'))
  expect(shown(kept)).toEqual([])
  kept.append(lines('on'))
  expect(shown(kept)).toEqual(['4 on'])
})

test('the first line after what was left out says so', () => {
  const kept = new KeptLines()
  kept.append(lines('a'))
  kept.append({ ...lines('y', 'z'), skipped: true })
  expect(kept.lines.map(({ gap }) => gap)).toEqual([false, true, false])
})
