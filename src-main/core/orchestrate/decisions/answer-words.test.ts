import { expect, test } from 'vitest'
import { begin, play, runOf, started, task } from '../../../testing/runs/test-run'
import { answerIn } from './answer-words'
import { runDecision } from './run-decision'

const run = play(runOf([task('a')]), begin, started).run
const decisionOf = (kind: 'spent' | 'asked') =>
  runDecision(run, 'dec-000001-1', { kind, stepId: 'a', reason: 'It broke.' }, [], 1)

test.each([
  ['1', { option: 1, text: '' }],
  [' 2. ', { option: 2, text: '' }],
  ['1: use the blue one', { option: 1, text: 'use the blue one' }],
  ['retry', { option: 1, text: '' }],
  ['Skip', { option: 2, text: '' }],
  ['cancel - it is not needed any more', { option: 3, text: 'it is not needed any more' }],
  ['4', null],
  ['0', null],
  ['2 pieces would do', null],
  ['skip the second file only', null],
  ['What is this?', null],
  ['', null],
])('%j answers a question of the run as %j', (text, answer) => {
  expect(answerIn(text, decisionOf('spent'))).toEqual(answer)
})

test('any text answers what an agent asked, unless it is a choice', () => {
  expect(answerIn('2 pieces would do', decisionOf('asked'))).toEqual({ option: 1, text: '2 pieces would do' })
  expect(answerIn('cancel', decisionOf('asked'))).toEqual({ option: 3, text: '' })
  expect(answerIn('  ', decisionOf('asked'))).toBeNull()
})

test('a decision has exactly one recommended option and says what was tried', () => {
  for (const kind of ['spent', 'review_loop', 'no_progress', 'timed_out', 'asked', 'over_budget'] as const) {
    const { options } = runDecision(run, 'dec-000001-1', { kind, stepId: 'a', reason: 'r' }, [], 1)
    expect(options.filter(({ recommended }) => recommended)).toHaveLength(1)
  }
  expect(decisionOf('spent').tried).toEqual(['Attempt 1 running'])
})
