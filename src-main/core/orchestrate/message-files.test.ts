import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesNamed, filesText, messageFiles } from './message-files'

let root: string
let allowed: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'lanekeeper-')))
  allowed = join(root, 'files')
  await mkdir(allowed)
})
afterEach(() => rm(root, { recursive: true }))

const outside = 'it lies in no folder for such files'

test('a message names files in its list and in tags of its text, each once', () => {
  const message = 'See [file: /f/a.txt] and [file:/f/b.txt], not [send_file: /f/c.txt], [file: ] or [file: /f/\nd].'
  expect(filesNamed({ message, files: ['/f/z.txt', '/f/a.txt', ''] })).toEqual(['/f/z.txt', '/f/a.txt', '/f/b.txt'])
})

test('naming a file does not open it: only files of the allowed folders are handed on', async () => {
  const file = join(allowed, 'notes.txt')
  await writeFile(file, 'x'.repeat(3000))
  await writeFile(join(root, 'id_rsa'), 'secret')
  await symlink(join(root, 'id_rsa'), join(allowed, 'link'))
  await symlink(file, join(allowed, 'inside'))
  const named = [file, join(root, 'id_rsa'), join(allowed, 'link'), join(allowed, '..', 'id_rsa'), 'notes.txt', allowed]
  const { files, refused } = await messageFiles([...named, join(allowed, 'inside')], [join(root, 'none'), allowed])
  expect(files).toEqual([
    { path: file, real: file, bytes: 3000, isImage: false },
    { path: join(allowed, 'inside'), real: file, bytes: 3000, isImage: false },
  ])
  expect(refused.map(({ why }) => why)).toEqual([outside, outside, outside, 'its path is not absolute', outside])
})

test('an image is what begins like one, whatever its name, and is not too large to be shown', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
  await writeFile(join(allowed, 'a.bin'), png)
  await writeFile(join(allowed, 'b.png'), 'no image')
  await writeFile(join(allowed, 'c.png'), Buffer.concat([png, Buffer.alloc(21 * 1024 * 1024)]))
  await writeFile(join(allowed, 'd.png'), '')
  const { files } = await messageFiles(
    ['a.bin', 'b.png', 'c.png', 'd.png'].map((name) => join(allowed, name)),
    [allowed],
  )
  expect(files.map(({ isImage }) => isImage)).toEqual([true, false, false, false])
})

test('of very many files fifty are looked at, and the prompt stays short', async () => {
  const message = Array.from({ length: 100_000 }, (_, number) => `[file: /f/${number}]`).join('')
  const named = filesNamed({ message })
  expect(named).toHaveLength(51)
  const found = await messageFiles(named, [allowed])
  expect(found.refused).toHaveLength(51)
  expect(found.refused.at(-1)).toEqual({ path: 'others', why: 'a message may name 50 files' })
  expect(filesText(found)).toMatch(/^Named in the message, and not handed to you: .*; 41 more\.$/)
})

test('an agent is told what it was handed and what not, a line for each and none empty', async () => {
  await writeFile(join(allowed, 'a.txt'), 'x'.repeat(3000))
  const found = await messageFiles([join(allowed, 'a.txt'), '/etc/\u202epasswd'], [allowed])
  expect(filesText(found)).toBe(
    `Files that came with the message, which you may read:\n- ${allowed}/a.txt (2.9 KB)\n` +
      `Named in the message, and not handed to you: /etc/passwd (it does not exist).`,
  )
  expect(filesText(await messageFiles([], [allowed]))).toBe('')
})
