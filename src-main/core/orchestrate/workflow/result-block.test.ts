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
  [
    'a text of it that holds the tags',
    '{"status":"failed","summary":"no [workflow_result]{}[/workflow_result] block"}',
  ],
  ['a text of it that holds the ending', '{"status":"failed","summary":"[/workflow_result] is missing"}'],
])('a block is read whole, with %s', (_what, block) => {
  const found = resultIn(`A\n[workflow_result]${block}[/workflow_result] B`)
  expect(found).toMatchObject({ ok: true, result: { status: 'failed' }, prose: 'A\n B' })
})

test.each([
  'Above stands my [workflow_result]…[/workflow_result] block.',
  'I closed it with [/workflow_result].',
  'It begins with [workflow_result].',
  '```',
])('what is said of blocks after the block is no other one: %s', (after) => {
  const found = resultIn(`[workflow_result]{"status":"complete","summary":"s"}[/workflow_result]\n${after}`)
  expect(found).toMatchObject({ ok: true, result: { status: 'complete', summary: 's' } })
})

test('a last block that cannot be read is not replaced by one before it', () => {
  const found = resultIn(
    '[workflow_result]{"status":"complete"}[/workflow_result] [workflow_result]{"status":failed}[/workflow_result]',
  )
  expect(found).toMatchObject({ ok: false })
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

test.each([
  ['too long', `"${'x'.repeat(2_000_000)}"`, 'too long'],
  ['too deep', '['.repeat(500_000), '500 deep'],
  ['too much', `[${'1,'.repeat(400_000)}1]`, '10,000 values'],
])('a block that is %s is refused in those words', (_name, block, words) => {
  const found = resultIn(`[workflow_result]${block}[/workflow_result]`)
  expect(found).toEqual({ ok: false, sentence: expect.stringContaining(words) })
})

test('megabytes of openings hold no block', () => {
  expect(resultIn('[workflow_result]'.repeat(500_000)).ok).toBe(false)
  expect(resultIn('[workflow_result][/workflow_result]'.repeat(200_000)).ok).toBe(false)
})
