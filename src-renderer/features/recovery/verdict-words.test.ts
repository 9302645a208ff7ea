import { expect, test } from 'vitest'
import type { ActVerdict } from '#shared/contract'
import { verdictWords } from './verdict-words'

const done: ActVerdict = { done: true, id: 'a@1', now: { id: 'a@1', column: 'pending', file: 'a.json' } }
const refused = (reason = 'It has moved on meanwhile.'): ActVerdict => ({ done: false, id: 'b@1', reason })

test('one item that went through needs no number', () => {
  expect(verdictWords('retry', [done])).toEqual({ tone: 'success', title: 'Tried again', description: null })
})

test('many that went through are counted', () => {
  const many = Array.from({ length: 1200 }, () => done)
  expect(verdictWords('requeue', many)).toEqual({ tone: 'success', title: '1,200 requeued', description: null })
})

test('one that was refused says why', () => {
  expect(verdictWords('discard', [refused()])).toEqual({
    tone: 'error',
    title: 'Not discarded',
    description: 'It has moved on meanwhile.',
  })
})

test('a part that was refused is counted, and each reason is named once', () => {
  expect(verdictWords('requeue', [done, refused(), refused(), refused('The disk refused.')])).toEqual({
    tone: 'warning',
    title: '1 requeued, 3 not',
    description: 'It has moved on meanwhile. The disk refused.',
  })
})

test('nothing that went through is said so', () => {
  expect(verdictWords('restore', [refused(), refused()])).toMatchObject({ tone: 'error', title: 'None of 2 restored' })
})
