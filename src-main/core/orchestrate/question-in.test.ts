import { expect, test } from 'vitest'
import { questionIn } from './question-in'

test.each([
  ['I looked.\n[question]Which branch?[/question]\n', 'Which branch?', 'I looked.'],
  ['[question]\nTwo lines:\n- [a]\n- b\n[/question]', 'Two lines:\n- [a]\n- b', ''],
  ['Write [question]…[/question] to ask. [question]So?[/question]', 'So?', 'Write [question]…[/question] to ask.'],
  ['[question] [/question]', 'It cannot go on, and does not say why.', ''],
  ['So.\n[workflow_result]{"status":"blocked","question":"Which?"}[/workflow_result]', 'Which?', 'So.'],
  ['[workflow_result]{"status":"blocked","summary":"No key."}[/workflow_result]', 'No key.', ''],
])('%j asks', (text, question, prose) => {
  expect(questionIn(text)).toEqual({ question, prose })
})

test.each([
  'Which branch?',
  '[question]Which?[/question] Just kidding.',
  'Which?[/question]',
  '[question]Which?',
  'So [workflow_result]{"status":"blocked","question":"Which?"}[/workflow_result] it is.',
  '[workflow_result]{"status":"complete","summary":"x"}[/workflow_result]',
  '[workflow_result]{"status":"blocked"[/workflow_result]',
  '',
])('%j asks nothing', (text) => {
  expect(questionIn(text)).toBeNull()
})

test('a text that was made to be slow to look through is not', () => {
  expect(questionIn(`${'[question]'.repeat(200_000)}[/question]`)?.question).toBe(
    'It cannot go on, and does not say why.',
  )
  expect(questionIn('[question]'.repeat(200_000))).toBeNull()
})
