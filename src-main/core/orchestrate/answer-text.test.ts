import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerOf, cut, sendable } from './answer-text'

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
  expect(answer.leftOut.map(({ why }) => why)).toEqual([
    'it lies in no folder for such files',
    'it lies in no folder for such files',
    'it does not exist',
    'its path is not absolute',
    'it lies in no folder for such files',
  ])
})

test.each([
  ['[send_file: "PATH"]'],
  ["[send_file: 'PATH']"],
  ['[send_file: `PATH` ]'],
  ['[send_file:file://PATH]'],
  ['[SEND_FILE: PATH]'],
  ['[send_file: ][send_file: PATH]'],
])('a file is sent however its path is written: %s', async (written) => {
  const path = join(root, 'a chart.png')
  await writeFile(path, 'a')
  const text = `Here.${written.replace('PATH', written.includes('file://') ? encodeURI(path) : path)}`
  expect(await answerOf(text, [root])).toEqual({ message: 'Here.', files: [path], leftOut: [] })
})

test('an address of a file on another machine is left out', async () => {
  const { files, leftOut } = await answerOf('[send_file: file://elsewhere/etc/hosts][send_file: file://%]', [root])
  expect([files, leftOut.length]).toEqual([[], 2])
})

test('a folder whose name only begins like that of an allowed one is another folder', async () => {
  const [allowed, secret] = [join(root, 'ws'), join(root, 'ws-secret')]
  for (const folder of [allowed, secret]) {
    await mkdir(folder)
    await writeFile(join(folder, 'a.txt'), 'a')
  }
  const answer = await answerOf(`[send_file: ${secret}/a.txt][send_file: ${allowed}/a.txt]`, [allowed])
  expect(answer.files).toEqual([join(allowed, 'a.txt')])
  expect(answer.leftOut).toEqual([{ path: join(secret, 'a.txt'), why: 'it lies in no folder for such files' }])
})

test('of several allowed folders one that is missing refuses nothing', async () => {
  const file = join(root, 'a.txt')
  await writeFile(file, 'a')
  expect((await answerOf(`[send_file: ${file}]`, [join(root, 'none'), root])).files).toEqual([file])
})

test.skipIf(process.platform === 'win32')('only regular files that can be read are sent', async () => {
  const [folder, fifo, socket, locked] = ['folder', 'fifo', 'socket', 'locked'].map((name) => join(root, name))
  if (!folder || !fifo || !socket || !locked) throw new Error('a name is missing')
  await mkdir(folder)
  spawnSync('mkfifo', [fifo])
  await writeFile(locked, 'x')
  await chmod(locked, 0)
  const server = createServer().listen(socket)
  const paths = [folder, fifo, socket, ...(process.getuid?.() === 0 ? [] : [locked])]
  const answer = await answerOf(paths.map((path) => `[send_file: ${path}]`).join(''), [root])
  server.close()
  expect(answer.files).toEqual([])
  expect(new Set(answer.leftOut.map(({ why }) => why))).toEqual(
    new Set(['it is no regular file', ...(paths.includes(locked) ? ['it cannot be read'] : [])]),
  )
})

test('what is left out is told at the end of the answer, also of one that is cut', async () => {
  const tags = ['/etc/hosts', '/nowhere/a\u202eb', 'c.png', '/etc/passwd', '/etc/group']
    .map((path) => `[send_file: ${path}]`)
    .join('')
  const told =
    'Not sent: /etc/hosts (it lies in no folder for such files); /nowhere/ab (it does not exist); ' +
    'c.png (its path is not absolute); 2 more.'
  expect((await answerOf(`Done.${tags}`, [root])).message).toBe(`Done.\n\n${told}`)
  expect((await answerOf(tags, [root])).message).toBe(told)
  const { message } = await answerOf(`${'x'.repeat(4000)}${tags}`, [root])
  expect(message.length).toBeLessThanOrEqual(4000)
  expect(message.endsWith(`xxx\n\n[Response truncated...]\n\n${told}`)).toBe(true)
  expect(cut(message)).toBe(message)
})

test('files that were to be sent anyway are looked at like those an agent names', async () => {
  await writeFile(join(root, 'a.txt'), 'a')
  await symlink('/etc/hosts', join(root, 'link'))
  const paths = [join(root, 'a.txt'), join(root, 'link'), join(root, 'none')]
  expect(await sendable(paths, [root])).toEqual([join(root, 'a.txt')])
})

test('of many files fifty are looked at, and what is left out is told in one line', async () => {
  const tags = Array.from({ length: 60 }, (_, number) => `[send_file: ${join(root, `${number}.png`)}]`)
  const answer = await answerOf([...tags, ...tags].join(' '), [root])
  expect(answer.leftOut).toHaveLength(51)
  expect(answer.leftOut.at(-1)).toEqual({ path: '10 more', why: 'an answer may name 50 files' })
  expect(answer.message).toContain('; 57 more.')
})

test('a text that was made to be slow to look through is not', async () => {
  // A pattern that tries again at every blank, or reads on from every opening, would outlast the test.
  const texts = [`[send_file:${' '.repeat(2_000_000)}`, '[send_file:'.repeat(400_000)]
  for (const text of texts) expect((await answerOf(text, [root])).files).toEqual([])
})

test.each([
  ['tags', '[send_file: /a]'],
  ['openings', '[send_file:'],
  ['NULs', '\0a'],
])('of an answer that is nothing but megabytes of %s no more is looked at than can be sent', async (_name, part) => {
  const { message, leftOut } = await answerOf(part.repeat(2_000_000), [root])
  expect(message.length).toBeLessThan(4100)
  expect(leftOut.at(-1)).toMatchObject({ why: 'only the first 1,000,000 characters are looked at' })
  expect(leftOut.length).toBeLessThan(60)
})
