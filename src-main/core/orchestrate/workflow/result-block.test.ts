import { expect, test } from 'vitest'
import { resultIn } from './result-block'

test('the last block counts, the prose around it does not', () => {
  const answer =
    'A [workflow_result]{"status":"failed"}[/workflow_result] B [workflow_result]\n{"status":"complete","summary":"done","changed_files":["a"]}\n[/workflow_result] C'
  expect(resultIn(answer)).toEqual({
    ok: true,
    result: { status: 'complete', summary: 'done', changed_files: ['a'] },
    prose: 'A  B  C',
  })
})

test('a block inside a code fence is read', () => {
  expect(
    resultIn('[workflow_result]```json\n{"status":"blocked","question":"Which?"}\n```[/workflow_result]'),
  ).toMatchObject({
    ok: true,
    result: { status: 'blocked', question: 'Which?', summary: '' },
  })
})

test.each([
  ['no block at all', 'holds no [workflow_result] block'],
  ['[workflow_result]{"status":', 'holds no [workflow_result] block'],
  ['[workflow_result]{status}[/workflow_result]', 'is not valid JSON'],
  ['[workflow_result]{"status":"fine"}[/workflow_result]', '"status"'],
  ['[workflow_result][][/workflow_result]', 'is wrong'],
])('%j is refused with a sentence', (answer, sentence) => {
  expect(resultIn(answer)).toEqual({ ok: false, sentence: expect.stringContaining(sentence) })
})

test.each([
  ['openings', '[workflow_result]'.repeat(300_000)],
  ['blanks in a fence', `[workflow_result]\`\`\`${' '.repeat(3_000_000)}x[/workflow_result]`],
  ['blanks in an open fence', `[workflow_result]\`\`\`a${' '.repeat(3_000_000)}x\`\`[/workflow_result]`],
])('an answer of nothing but %s is refused like any other', (_what, answer) => {
  expect(resultIn(answer)).toMatchObject({ ok: false })
})
