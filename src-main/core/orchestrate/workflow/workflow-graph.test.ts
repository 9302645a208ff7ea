import { expect, test } from 'vitest'
import { review, task } from '../../../testing/runs/test-run'
import { WorkflowSpec } from '../../settings/workflow/workflow-spec'
import { workflowGraph } from './workflow-graph'

const edgesOf = (steps: object[], more: object = {}): string[] =>
  workflowGraph(WorkflowSpec.parse({ id: 'w', steps, ...more })).edges.map(
    ({ from, to, kind }) => `${from} -${kind}-> ${to}`,
  )

test('steps lead to the next of the list, the last to the end', () => {
  expect(edgesOf([task('a'), task('b', { next: 'done' }), task('c')])).toEqual([
    'a -next-> b',
    'b -next-> (done)',
    'c -next-> (done)',
  ])
})

test('a review leads where it approves and where it rejects, a step with on_fail there too', () => {
  expect(edgesOf([task('a', { on_fail: 'c' }), review('b', 'done', 'a'), task('c')])).toEqual([
    'a -next-> b',
    'a -fail-> c',
    'b -approve-> (done)',
    'b -reject-> a',
    'c -next-> (done)',
  ])
})

test('what ends a run leads to the steps before the end first', () => {
  const steps = [task('a'), task('well'), task('sorry')]
  expect(edgesOf(steps, { on_done: 'well', on_fail: 'sorry' })).toEqual([
    'a -next-> well',
    'well -next-> (done)',
    'sorry -next-> (done)',
    'a -fail-> sorry',
  ])
})
