import { expect, test } from 'vitest'
import { targetText, verdictOf } from './verdict'

test('a ratio is held against the ratio, whatever the values are', () => {
  expect(verdictOf({ kind: 'ratio', atLeast: 0.75 }, 70, 100, 0.76)).toBe('met')
  expect(verdictOf({ kind: 'ratio', atMost: 1.2 }, 100, 100, 1.3)).toBe('missed')
})

test('a value is held against itself, and a difference against what the baseline takes', () => {
  expect(verdictOf({ kind: 'value', atMost: 30 }, 30, 500, 0.06)).toBe('met')
  expect(verdictOf({ kind: 'difference', atMost: 60 }, 140, 90, 1.5)).toBe('met')
  expect(verdictOf({ kind: 'difference', atMost: 60 }, 160, 90, 1.8)).toBe('missed')
})

test('a target names its bound and unit', () => {
  expect(targetText({ kind: 'ratio', atLeast: 0.75 }, 'messages/s')).toBe('≥ 0.75 ×')
  expect(targetText({ kind: 'value', atLeast: 1_000_000 }, 'picks/s')).toBe('≥ 1,000,000 picks/s')
  expect(targetText({ kind: 'difference', atMost: 0.5 }, '%')).toBe('≤ 0.5 % more')
})
