import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { messageReading } from '../../core/lane/inspect'
import { Intake } from '../../core/lane/intake'
import { look } from '../../core/lane/sliced-scan'
import { scratchFolder } from './scratch-folder'
import { sentFile } from './sent'

it('a file that is being read when an older one is heard of is handed on after it', async () => {
  const folder = await mkdtemp(join(scratchFolder(), 'lanekeeper-intake-'))
  const accepted: string[] = []
  const both = Promise.withResolvers<void>()
  const intake = new Intake({
    folder,
    settings: () => ({ itemBytes: 1_000_000, settleMs: 20 }),
    groupOf: () => 'scripted',
    reading: messageReading,
    now: Date.now,
    steadyNow: Date.now,
    wantsMore: () => true,
    accept: ({ file }) => {
      accepted.push(file)
      if (accepted.length === 2) both.resolve()
    },
    reject: (listed) => accepted.push(`rejected ${listed.file}`),
    progressed: () => {},
    failed: (_listed, error) => both.reject(error),
  })
  const listed = async (file: string, at: number) => {
    await writeFile(join(folder, file), sentFile('m', 'k', at, 'answered').text)
    await utimes(join(folder, file), at, at)
    const found = look(folder, file)
    if (found === null) throw new Error(`${file} is gone`)
    return found
  }
  const older = await listed('older.json', 1)
  const newer = await listed('newer.json', 2)
  intake.add(newer)
  intake.pump()
  intake.add(older)
  intake.pump()
  await both.promise
  intake.close()
  await rm(folder, { recursive: true })
  expect(accepted).toEqual(['older.json', 'newer.json'])
})
