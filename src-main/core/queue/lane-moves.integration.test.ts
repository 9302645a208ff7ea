import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LaneFiles } from './lane-files'
import { LaneMoves } from './lane-moves'
import { lanePaths } from './lane-paths'

test('an answer that the disk broke off halfway is written anew, whole', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-moves-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const paths = lanePaths(root)
  const moves = new LaneMoves(new LaneFiles(paths, 'full'))
  await moves.files.createFolders()
  await writeFile(join(paths.processing, 'a~cab12.json'), '{}')
  await writeFile(join(paths.tmp, 'ab12.json'), 'the whole ans')
  expect(await moves.finish('a~cab12.json', { stem: 'a', text: 'the whole answer' })).toEqual({ published: 'a.json' })
  expect(await readFile(join(paths.outgoing, 'a.json'), 'utf8')).toBe('the whole answer')
  for (const folder of [paths.tmp, paths.outbox, paths.processing]) expect(await readdir(folder)).toEqual([])
})
