import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeOldSelections, SelectionRecord, selectionFiles } from './selection-files'

test('what was kept of selections goes once it is old, and no earlier', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'lanekeeper-select-'))
  onTestFinished(() => rm(workspace, { recursive: true }))
  const never = new AbortController().signal
  expect(await removeOldSelections(workspace, Date.now(), never)).toBe(0)
  for (const id of ['sel-old', 'sel-new']) {
    const record = await SelectionRecord.begin(workspace, id, { id })
    await record.asked('Which?', 1)
    await record.ended({ selectorId: id })
  }
  for (const file of Object.values(selectionFiles(workspace, 'sel-old'))) await utimes(file, 1, 1)
  expect(await removeOldSelections(workspace, 2000, never)).toBe(4)
  const left = await Promise.all(
    ['requests', 'results', 'logs'].map((folder) => readdir(join(workspace, 'select', folder))),
  )
  expect(left.flat().sort()).toEqual(['sel-new.json', 'sel-new.json', 'sel-new.jsonl', 'sel-new.prompt.md'])
})
