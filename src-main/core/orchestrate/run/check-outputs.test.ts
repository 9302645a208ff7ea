import { expect, test } from 'vitest'
import { task } from '../workflow/test-run'
import { StepSpec } from '../workflow/workflow-spec'
import { decisionIn } from './check-outputs'
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
