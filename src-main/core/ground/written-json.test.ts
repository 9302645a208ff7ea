import { expect, test } from 'vitest'
import { writtenJson } from './written-json'

test.each([
  ['short texts', { a: 'b', list: [1, null, { deep: 'é' }] }],
  ['a long text of characters that are escaped', { text: `${'\0"\\\n'.repeat(100_000)}`, after: [1] }],
  ['a long text of characters of two units, at any place', { x: 'a', text: `a${'😀'.repeat(100_000)}` }],
  ['halves of such characters', { text: '\uD83D'.repeat(200_000) }],
  ['several long texts, deep inside', { a: ['x'.repeat(70_000), { b: 'y'.repeat(140_000) }], c: 'z'.repeat(65_537) }],
])('%s are written down as JSON.stringify would', async (_name, value) => {
  expect(JSON.parse(await writtenJson(value))).toEqual(value)
  expect(await writtenJson(value)).toBe(`${JSON.stringify(value, null, 2)}\n`)
  expect(await writtenJson(value, 0)).toBe(`${JSON.stringify(value)}\n`)
})

test('a long text gives everything else its turn between its pieces', async () => {
  let turns = 0
  const done = new AbortController()
  const count = (): void => {
    turns += 1
    if (!done.signal.aborted) setImmediate(count)
  }
  setImmediate(count)
  await writtenJson({ text: '\0'.repeat(8_000_000) })
  done.abort()
  expect(turns).toBeGreaterThan(3)
})
