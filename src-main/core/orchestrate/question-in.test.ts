import { expect, test } from 'vitest'
import { questionIn } from './question-in'

test.each([
  ['I looked.\n[question]Which branch?[/question]\n', 'Which branch?', 'I looked.'],
  ['[question]\nTwo lines:\n- [a]\n- b\n[/question]', 'Two lines:\n- [a]\n- b', ''],
  ['Write [question]…[/question] to ask. [question]So?[/question]', 'So?', 'Write [question]…[/question] to ask.'],
  ['[question] [/question]', 'It cannot go on, and does not say why.', ''],
  ['[question]Which?[/question] I wait for that.', 'Which?', 'I wait for that.'],
  ['Done so far.\n\n  [question]Which?[/question]\n\nLet me know!', 'Which?', 'Done so far.\n\n  \n\nLet me know!'],
  ['[question]A?[/question]\nAnd:\n[question]B?[/question]\nBye', 'A?\n\nB?', 'And:\n\nBye'],
  ['So: [question]A?[/question]', 'A?', 'So:'],
  ['[question]a [question]b[/question]', 'a b', ''],
  ['It is this:\n```\n[question]Which?[/question]\n```', 'Which?', 'It is this:'],
  ['So.\n[workflow_result]{"status":"blocked","question":"Which?"}[/workflow_result]\nBye.', 'Which?', 'So.\n\nBye.'],
  ['So.\n[workflow_result]{"status":"blocked","question":"Which?"}[/workflow_result]', 'Which?', 'So.'],
  ['[workflow_result]{"status":"blocked","summary":"No key."}[/workflow_result]', 'No key.', ''],
])('%j asks', (text, question, prose) => {
  expect(questionIn(text)).toEqual({ question, prose })
})

test.each([
  'Which branch?',
  'Write [question]…[/question] to ask a person.',
  '`[question]Which?[/question]` is how you ask.',
  'So one asks:\n```\n[question]Which?[/question]\n```\nThat is all.',
  '~~~text\n[question]Which?[/question]\n```\n~~~\nThat is all.',
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
  expect(questionIn('[question]\n'.repeat(200_000))).toBeNull()
  expect(questionIn(`${'```\n[question][/question]'.repeat(200_000)} x`)).toBeNull()
  expect(questionIn(`${' '.repeat(2_000_000)}x\n\`\`\``)).toBeNull()
})
