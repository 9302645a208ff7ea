import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { printOf } from './watched-prints'

test('a print changes with whatever is saved, put in a place, taken away or made, and with nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const file = join(root, 'config.yaml')
  const folder = join(root, 'runbooks')
  const paths = [file, folder, join(root, 'none/none.yaml'), join(file, 'under-a-file')]
  const seen = new Set<string>()
  const changes = [
    async () => {},
    () => writeFile(file, 'one'),
    () => writeFile(file, 'longer'),
    () => mkdir(folder),
    () => writeFile(join(folder, 'a.toml'), 'a'),
    () => writeFile(join(folder, 'a.toml'), 'b, longer'),
    () => rename(join(folder, 'a.toml'), join(folder, 'b.toml')),
    () => rm(join(folder, 'b.toml')),
    async () => {
      await writeFile(join(root, 'new'), 'longer')
      await rename(join(root, 'new'), file)
    },
  ]
  for (const change of changes) {
    await change()
    seen.add(printOf(paths))
    expect(printOf(paths)).toBe([...seen].at(-1))
  }
  expect(seen.size).toBe(changes.length)
})
