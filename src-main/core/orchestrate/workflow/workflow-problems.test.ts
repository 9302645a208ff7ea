import { expect, test } from 'vitest'
import { leavesFolder, suggestion, workflowProblems } from './workflow-problems'
import { WorkflowSpec } from './workflow-spec'

const agents = new Set(['builder', 'reviewer'])
const task = (change: object = {}): object => ({
  id: 'build',
  type: 'agent_task',
  agent: 'builder',
  prompt: 'Do it',
  ...change,
})
const review = (change: object = {}): object => ({
  id: 'review',
  type: 'agent_review',
  agent: 'reviewer',
  prompt: 'Look',
  outputs: ['decision'],
  output_files: { decision: 'review/decision.txt' },
  on_approve: 'done',
  on_reject: 'build',
  ...change,
})
const problems = (...steps: object[]): string[] =>
  workflowProblems(WorkflowSpec.parse({ id: 'w', steps }), agents).map(
    (problem) => `${problem.path.join('.')}: ${problem.sentence}`,
  )

test('a workflow with a review loop is fine', () => {
  expect(problems(task(), review())).toEqual([])
})

test.each([
  [[task({ next: 'biuld' })], 'steps.0.next: There is no step "biuld"; the nearest is "build".'],
  [[task({ agent: 'bilder' })], 'steps.0.agent: There is no agent "bilder"; the nearest is "builder".'],
  [[task(), task()], 'steps.1.id: There are two steps called "build".'],
  [[task({ id: 'done' })], 'steps.0.id: A step may not be called "done"'],
  [[task({ needs: ['build'] })], 'steps.0.needs.0: A step cannot need itself.'],
  [[task(), review({ outputs: [], output_files: {} })], 'steps.1.outputs: A review needs an output called "decision".'],
  [[task({ outputs: ['a'] })], 'steps.0.output_files: The output "a" has no file.'],
  [[task({ output_files: { a: 'x' } })], 'steps.0.output_files.a: "a" is not among the step\'s outputs.'],
  [[task({ outputs: ['a'], output_files: { a: '../x' } })], 'steps.0.output_files.a: An output file must stay inside'],
  [
    [task({ outputs: ['a'], output_files: { a: '{{inputs.x}}' } })],
    'steps.0.output_files.a: {{inputs.x}} cannot be used',
  ],
] as const)('%# is found: %j', (steps, expected) => {
  expect(problems(...steps).join('\n')).toContain(expected)
})

test.each([
  ['a/b.txt', false],
  ['a/../b.txt', false],
  ['../b.txt', true],
  ['a/../../b', true],
  ['/etc/passwd', true],
  ['C:\\x', true],
  ['..\\x', true],
  ['a/', true],
  ['.', true],
  ['{{workflow.run_id}}/x', false],
  ['x\0y', true],
])('an output file of %j leaves its folder: %s', (template, leaves) => {
  expect(leavesFolder(template)).toBe(leaves)
})

test('a name that is nothing like the known ones gets no suggestion', () => {
  expect(suggestion('zzz', ['build', 'review'])).toBe('')
  expect(suggestion('revew', ['build', 'review'])).toBe('; the nearest is "review"')
})
