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
