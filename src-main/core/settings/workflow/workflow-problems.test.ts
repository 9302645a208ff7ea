import { expect, test } from 'vitest'
import { leavesFolder, workflowProblems, workflowWarnings } from './workflow-problems'
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
  workflowProblems(WorkflowSpec.parse({ id: 'w', inputs: ['user_prompt'], steps }), agents).map(
    (problem) => `${problem.path.join('.')}: ${problem.sentence}`,
  )

test('a workflow with a review loop is fine', () => {
  expect(problems(task(), review())).toEqual([])
})

test.each([
  [[task({ next: 'biuld' })], 'steps.0.next: There is no step "biuld"; the nearest is "build".'],
  [[task({ agent: 'bilder' })], 'steps.0.agent: There is no agent "bilder"; the nearest is "builder".'],
  [[task(), task()], 'steps.1.id: There are two steps called "build".'],
  [[task({ outputs: ['a', 'a?'], output_files: { a: 'x' } })], 'steps.0.outputs.1: There are two outputs called "a".'],
  [[task({ optional_outputs: ['a'] })], 'steps.0.optional_outputs: "a" is not among the step\'s outputs.'],
  [[task(), review({ outputs: ['decision?'] })], 'steps.1.outputs: The "decision" of a review may not be left out.'],
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
  [[task({ on_fail: 'biuld' })], 'steps.0.on_fail: There is no step "biuld"; the nearest is "build".'],
  [[task({ next: 'build' })], 'steps: No step ends the run; one must lead to "done".'],
  [
    [task({ needs: ['b'] }), task({ id: 'b', needs: ['build'] })],
    'steps.0.needs: These steps need each other, so none can begin: "build", "b".',
  ],
  [[task({ prompt: '{{inputs.x}}' })], "steps.0.prompt: {{inputs.x}} is not among the workflow's inputs."],
  [
    [task({ prompt: '{{inputs.user_promt}}' })],
    "{{inputs.user_promt}} is not among the workflow's inputs; the nearest is {{inputs.user_prompt}}.",
  ],
  [
    [task(), review({ prompt: '{{steps.biuld.outputs.doc}}' })],
    'steps.1.prompt: {{steps.biuld.outputs.doc}} names the step "biuld", which is not there.',
  ],
  [
    [task(), review({ prompt: '{{steps.build.outputs.doc}}' })],
    '{{steps.build.outputs.doc}} names "doc", which is not among the outputs of "build".',
  ],
  [[task({ prompt: '{{ workflow.run_ids }}' })], 'can use; the nearest is {{workflow.run_id}}.'],
  [[task({ prompt: '{{workflow.output_paths.doc}}' })], '{{workflow.output_paths.doc}} is no name'],
  [[task({ prompt: '{{state.plan_feedback}}' })], '{{state.plan_feedback}} is nothing that a step leaves'],
  [[task({ prompt: '{{input.user_prompt}}' })], 'the nearest is {{inputs.user_prompt}}.'],
  [
    [{ id: 'build', type: 'shell', run: 'make {{inputs.x}}' }],
    "steps.0.run: {{inputs.x}} is not among the workflow's inputs.",
  ],
  [
    [task({ prompt: '{{steps.review.outputs.decision}}' }), review({ on_reject: 'done' })],
    '{{steps.review.outputs.decision}} cannot be there yet: "review" never runs before "build".',
  ],
] as const)('%# can never work: %j', (steps, expected) => {
  expect(problems(...steps).join('\n')).toContain(expected)
})

test('what a step wrote in an earlier round of a loop, and what was fetched because it is needed, can be named', () => {
  const looping = task({ prompt: '{{steps.review.outputs.decision}} {{state.review_feedback}} {{inputs.user_prompt}}' })
  expect(problems(looping, review())).toEqual([])
  const needing = task({ needs: ['fetch'], prompt: '{{steps.fetch.outputs.doc}}', next: 'done' })
  const fetch = task({ id: 'fetch', outputs: ['doc'], output_files: { doc: 'doc.txt' }, next: 'build' })
  expect(problems(needing, fetch)).toEqual([])
})

test('where a step is called "done", the word leads to it', () => {
  expect(problems(task(), review(), task({ id: 'done' }))).toEqual([])
  const round = [task(), review(), task({ id: 'done', next: 'build' })]
  expect(problems(...round)).toEqual(['steps: No step ends the run; one must lead to "done".'])
})

test('steps that follow the end of a run must be there, and may name whatever ran before', () => {
  const steps = [task({ outputs: ['doc'], output_files: { doc: 'd' } }), task({ id: 'tidy' })]
  const ending = { id: 'w', on_fail: 'tidy', on_done: 'tdy' }
  expect(workflowProblems(WorkflowSpec.parse({ ...ending, steps }), agents)).toEqual([
    { path: ['on_done'], sentence: 'There is no step "tdy"; the nearest is "tidy".' },
  ])
  const naming = [steps[0], task({ id: 'tidy', prompt: '{{steps.build.outputs.doc}}' })]
  expect(workflowProblems(WorkflowSpec.parse({ id: 'w', on_fail: 'tidy', steps: naming }), agents)).toEqual([])
})

test('a step that no run comes to is a warning; one that only follows a failure or is needed is none', () => {
  const warnings = (...steps: object[]): string[] =>
    workflowWarnings(WorkflowSpec.parse({ id: 'w', steps })).map(({ sentence }) => sentence)
  expect(warnings(task({ next: 'done' }), task({ id: 'b' }))).toEqual(['No run ever comes to the step "b".'])
  expect(warnings(task({ next: 'done', on_fail: 'b' }), task({ id: 'b' }))).toEqual([])
  expect(warnings(task({ next: 'done', needs: ['b'] }), task({ id: 'b' }))).toEqual([])
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
