import { expect, test } from 'vitest'
import { fakeCore, sampleBoard } from '../testing/stand-ins/fake-core'
import { closeCore } from './close-core'

const never = new Promise<void>(() => {})

function coreThatNeverCloses(until: number | null) {
  const draining = until === null ? null : { active: 1, until, items: [] }
  const board = { ...sampleBoard, supervisor: { ...sampleBoard.supervisor, draining } }
  return fakeCore({ boardNow: () => board, onDispose: () => never })
}

test('a core that does not close is given up after its bound, with a sentence', async () => {
  await expect(closeCore(coreThatNeverCloses(null), 0)).rejects.toThrow('did not close within 0 s')
})

test('the drain its settings grant comes on top of the bound', async () => {
  await expect(closeCore(coreThatNeverCloses(1_001), 1, () => 1_000)).rejects.toThrow('within 0 s')
  const granted = closeCore(coreThatNeverCloses(1_050), 20, () => 1_000)
  await expect(Promise.race([granted, Promise.resolve('still waiting')])).resolves.toBe('still waiting')
  await expect(granted).rejects.toThrow('did not close')
})
