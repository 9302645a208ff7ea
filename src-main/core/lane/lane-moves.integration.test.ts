import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { LaneFiles, type NameChanges } from './lane-files'
import { LaneMoves } from './lane-moves'
import { lanePaths } from './lane-paths'

const reason = { at: 1, sentence: 'It did not work.', nextStep: null }

async function moved(names?: NameChanges): Promise<LaneMoves> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-moves-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const moves = new LaneMoves(new LaneFiles(lanePaths(root), 'full', names))
  await moves.files.createFolders()
  await writeFile(join(moves.files.paths.processing, 'a~cab12.json'), '{}')
  return moves
}

test('whoever sees a dead item finds why it is dead, and what its conversation was told', async () => {
  const seen: string[][] = []
  const moves = await moved({
    made: (folder, file) => {
      if (folder === 'dead')
        seen.push([file, ...readdirSync(moves.files.paths.dead), ...readdirSync(moves.files.paths.outgoing)])
    },
    leaving: () => () => {},
  })
  expect(await moves.bury('a~cab12.json', reason, { stem: 'a', outgoing: {} })).toEqual({ published: 'a.json' })
  expect(seen).toEqual([['a~cab12.json', 'a~cab12.json', 'a~cab12.json.reason', 'a.json']])
})

test('of many who give an item back at once one does, and the item keeps its name whoever that is', async () => {
  for (let round = 0; round < 100; round++) {
    const moves = await moved()
    const back = await Promise.all(Array.from({ length: 8 }, () => moves.giveBack('a~cab12.json', { attempt: 2 })))
    expect(back.filter((file) => file !== null)).toEqual(['a~a2.json'])
    expect(await readdir(moves.files.paths.incoming)).toEqual(['a~a2.json'])
  }
})

test('a burial tells its conversation once, whichever of its steps the disk refuses at first', async () => {
  const steps = ['writeReason', 'sync', 'moveFree', 'withFreeName', 'withTemporary'] as const
  for (const step of steps) {
    for (let nth = 1; nth <= 8; nth++) {
      const moves = await moved()
      const { files } = moves
      let calls = 0
      const refusing = (): void => {
        if (++calls === nth) throw new Error('refused')
      }
      refuse(files, step, refusing)
      const bury = (): Promise<{ published: string | null }> =>
        moves.bury('a~cab12.json', reason, { stem: 'a', outgoing: {} })
      const { published } = await bury().catch(bury)
      const about = `${step} ${nth}`
      expect(published, about).toBe('a.json')
      expect(await readdir(files.paths.outgoing), about).toEqual(['a.json'])
      expect((await readdir(files.paths.dead)).sort(), about).toEqual(['a~cab12.json', 'a~cab12.json.reason'])
      for (const folder of [files.paths.tmp, files.paths.outbox, files.paths.processing])
        expect(await readdir(folder), about).toEqual([])
    }
  }
})

test('an answer that the disk broke off halfway is written anew, whole', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-moves-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const paths = lanePaths(root)
  const moves = new LaneMoves(new LaneFiles(paths, 'full'))
  await moves.files.createFolders()
  await writeFile(join(paths.processing, 'a~cab12.json'), '{}')
  await writeFile(join(paths.tmp, 'ab12.json'), 'the whole ans')
  expect(await moves.finish('a~cab12.json', { stem: 'a', outgoing: { message: 'whole' } })).toEqual({
    published: 'a.json',
  })
  expect(await readFile(join(paths.outgoing, 'a.json'), 'utf8')).toBe('{\n  "message": "whole"\n}\n')
  for (const folder of [paths.tmp, paths.outbox, paths.processing]) expect(await readdir(folder)).toEqual([])
})

/** Has one of the doors to the disk refuse now and then. */
function refuse(
  files: LaneFiles,
  step: 'writeReason' | 'sync' | 'moveFree' | 'withFreeName' | 'withTemporary',
  refusing: () => void,
): void {
  const original = LaneFiles.prototype[step]
  vi.spyOn(files, step).mockImplementation(async (...given: unknown[]) => {
    refusing()
    return await Reflect.apply(original, files, given)
  })
}
