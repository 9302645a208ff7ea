import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { task } from '../../../testing/runs/test-run'
import { readBounded } from '../../ground/read-bounded'
import { StepSpec } from '../../settings/workflow/workflow-spec'
import { checkOutputs, decisionIn } from './check-outputs'
import { outputPaths } from './output-paths'

test.each([
  ['approve', 'approve'],
  ['APPROVE\n', 'approve'],
  [' "Reject" ', 'reject'],
  ['decision: approve', 'approve'],
  ['reject.', 'reject'],
  ['I approve', null],
  ['approve, but reject later', null],
  ['', null],
  [undefined, null],
  [`${' '.repeat(3_000_000)}x`, null],
])('%.60j decides %j', (text, decision) => {
  expect(decisionIn(text)).toBe(decision)
})

const stepWith = (file: string): StepSpec =>
  StepSpec.parse(task('build', { outputs: ['result'], output_files: { result: file } }))

test('an output belongs where its template says, below the folder of its attempt', () => {
  const found = outputPaths(
    stepWith('a/{{workflow.run_id}}-{{workflow.step_id}}-{{workflow.attempt}}.md'),
    'run-1',
    2,
    '/o',
  )
  expect(found).toEqual({ ok: true, paths: { result: '/o/a/run-1-build-2.md' } })
})

test.each(['../x', '/etc/x', '.', 'a/../../x', '{{inputs.name}}'])('an output cannot be written to %j', (file) => {
  expect(outputPaths(stepWith(file), 'run-1', 2, '/o')).toMatchObject({ ok: false })
})

test.each([
  ['UTF-8 with an order mark', Buffer.from('\uFEFFgrün')],
  ['UTF-16 with an order mark', Buffer.from('\uFEFFgrün', 'utf16le')],
  ['code page 1252', Buffer.from('grün', 'latin1')],
])('an output that a program wrote in %s loses nothing, nor does what is shown of it', async (_name, bytes) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lanekeeper-outputs-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'result.md'), bytes)
  const checked = await checkOutputs(
    stepWith('result.md'),
    { result: join(folder, 'result.md') },
    { workspace: folder, outputs: folder },
  )
  expect(checked).toMatchObject({ ok: true, texts: new Map([['result', 'grün']]) })
  expect(await readBounded(join(folder, 'result.md'), 1000)).toMatchObject({ text: 'grün', truncated: false })
})
