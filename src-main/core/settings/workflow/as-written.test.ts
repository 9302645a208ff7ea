import { expect, test } from 'vitest'
import { StepSpec, WorkflowSpec } from './workflow-spec'

const step = { id: 'make', type: 'agent_task', agent: 'a', prompt: 'p' }

test.each([
  [['summary', 'artifact?'], { summary: 's', artifact: 'a' }, ['summary', 'artifact'], ['artifact']],
  [['summary ', ' artifact ?'], { summary: 's', 'artifact?': 'a' }, ['summary', 'artifact'], ['artifact']],
  [['plan-doc?'], { 'plan-doc': 'p' }, ['plan-doc'], ['plan-doc']],
  [['summary'], { summary: 's' }, ['summary'], []],
])('the outputs %j with the files %j are %j, of which %j may be left out', (outputs, files, names, optional) => {
  const read = StepSpec.parse({ ...step, outputs, output_files: files, final_output_priority: outputs })
  expect(read).toMatchObject({ outputs: names, optional_outputs: optional, final_output_priority: names })
  expect(Object.keys(read.output_files)).toEqual(names)
})

test('a workflow that is read, written and read again is the same', () => {
  const read = WorkflowSpec.parse({ id: 'w', steps: [{ ...step, outputs: ['a?'], output_files: { a: 'a' } }] })
  expect(WorkflowSpec.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
})

test.each([['a?b'], ['?'], [''], ['a??'], ['a b'], ['../a'], [7]])('an output cannot be called %j', (name) => {
  expect(StepSpec.safeParse({ ...step, outputs: [name] }).success).toBe(false)
})

test.each([
  ['ticket', ['ticket']],
  [' ticket ', ['ticket']],
  [
    ['ticket', ' ticket', 'area'],
    ['ticket', 'area'],
  ],
  [null, []],
  [undefined, []],
])('the inputs %j are %j', (inputs, names) => {
  expect(WorkflowSpec.parse({ id: 'w', inputs, steps: [step] }).inputs).toEqual(names)
})

test('a key that stands there with nothing is as good as no key', () => {
  const bare = { next: null, on_fail: null, limits: null, description: null, output_files: null, when_spent: null }
  const given = WorkflowSpec.parse({ id: 'w', limits: null, on_done: null, steps: [{ ...step, ...bare }] })
  expect(given).toEqual(WorkflowSpec.parse({ id: 'w', steps: [step] }))
  expect(StepSpec.safeParse({ ...step, agent: null }).success).toBe(false)
})
