import { expect, test } from 'vitest'
import { KeptFiles } from './kept-files'

const nothing = () => false
const something = () => true
const fault = new Error('full')
const broken = () => {
  throw fault
}

test.each([
  [[], false, []],
  [[nothing, nothing], false, []],
  [[something, nothing], true, []],
  [[broken, something], true, [fault]],
  [[something, broken, broken], true, [fault, fault]],
] as const)('every file is put back, whatever becomes of the others: %#', (restores, restored, faults) => {
  const kept = new KeptFiles()
  let asked = 0
  for (const restore of restores)
    kept.add({
      restore: () => {
        asked++
        return restore()
      },
    })
  expect(kept.restore()).toEqual({ restored, faults })
  expect(asked).toBe(restores.length)
})
