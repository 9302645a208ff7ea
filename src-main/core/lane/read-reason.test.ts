import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bounds } from '#shared/limits'
import { readReason } from './read-reason'

async function folder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return root
}

test('what stands beside a file as its reason is one only if it is short, regular and of that shape', async () => {
  const root = await folder()
  const put = (name: string, text: string): Promise<void> => writeFile(join(root, `${name}.reason`), text)
  await put('fine', '{"at":1,"sentence":"It broke.","nextStep":null}')
  await put('long', JSON.stringify({ at: 1, sentence: 'x'.repeat(50_000), nextStep: null }))
  await put('huge', JSON.stringify({ at: 1, sentence: 'x'.repeat(5_000_000), nextStep: null }))
  await put('deep', '['.repeat(60_000))
  await put('other', '{"sentence":5}')
  execFileSync('mkfifo', [join(root, 'pipe.reason')])
  await symlink(join(root, 'fine.reason'), join(root, 'link.reason'))
  expect(await readReason(root, 'fine')).toEqual({ at: 1, sentence: 'It broke.', nextStep: null })
  expect((await readReason(root, 'long'))?.sentence).toHaveLength(bounds.sentence)
  for (const name of ['huge', 'deep', 'other', 'pipe', 'link', 'none']) expect(await readReason(root, name)).toBeNull()
})
