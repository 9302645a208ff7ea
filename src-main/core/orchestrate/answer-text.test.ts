import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerOf, cut } from './answer-text'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lanekeeper-'))
})
afterEach(() => rm(root, { recursive: true }))

test('a text of 4,000 characters goes out whole, a longer one is cut to 3,900 and says so', () => {
  expect(cut('x'.repeat(4000))).toHaveLength(4000)
  expect(cut('x'.repeat(4001))).toBe(`${'x'.repeat(3900)}\n\n[Response truncated...]`)
})

test('a cut never splits a character', () => {
  expect(cut(`${'x'.repeat(3899)}😀${'x'.repeat(200)}`)).toBe(`${'x'.repeat(3899)}\n\n[Response truncated...]`)
})

test('send-file tags are taken out and files inside the allowed folder are sent', async () => {
  const file = join(root, 'chart.png')
  await writeFile(file, '')
  const answer = await answerOf(`Here it is. [send_file: ${file}] Enjoy. [send_file:${file}]`, [root])
  expect(answer).toEqual({ message: 'Here it is.  Enjoy.', files: [file], leftOut: [] })
})

test('files that are missing, outside, relative or reached through a link are left out', async () => {
  await symlink('/etc/hosts', join(root, 'link'))
  const tags = ['/etc/hosts', join(root, 'link'), join(root, 'none'), 'chart.png', root]
  const answer = await answerOf(tags.map((path) => `[send_file: ${path}]`).join(''), [root])
  expect(answer.files).toEqual([])
  expect(answer.leftOut).toHaveLength(5)
  expect(answer.message).toBe('')
})

test('of many files fifty are looked at, and what is left out is told in one line', async () => {
  const tags = Array.from({ length: 60 }, (_, number) => `[send_file: ${join(root, `${number}.png`)}]`)
  const answer = await answerOf([...tags, ...tags].join(' '), [root])
  expect(answer.leftOut).toHaveLength(51)
  expect(answer.leftOut.at(-1)).toContain('10 more')
})

test('a text that was made to be slow to look through is not', async () => {
  // A pattern that tries again at every blank, or reads on from every opening, would outlast the test.
  const texts = [`[send_file:${' '.repeat(2_000_000)}`, '[send_file:'.repeat(400_000)]
  for (const text of texts) expect((await answerOf(text, [root])).files).toEqual([])
})
