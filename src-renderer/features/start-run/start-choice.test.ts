import { expect, test } from 'vitest'
import type { OrchestratorView, WorkflowView } from '#shared/run'
import { firstChoice, obstacleTo } from './start-choice'

const workflow = (id: string, isDefault = false): WorkflowView => ({
  id,
  version: '1',
  description: null,
  tags: [],
  inputs: [],
  graph: { nodes: [], edges: [] },
  isDefault,
})

const orchestrator = (id: string, workflows: WorkflowView[], problems: string[] = []): OrchestratorView => ({
  id,
  file: '',
  workspace: '',
  sharedAccess: [],
  selectorAgent: null,
  agents: [],
  workflows,
  problems,
})

const bare = orchestrator('bare', [])
const broken = orchestrator('broken', [workflow('x')], ['The file is not there.'])
const good = orchestrator('good', [workflow('a'), workflow('b', true)])

test('at first the default workflow of an orchestrator that can be used is chosen', () => {
  expect(firstChoice([bare, broken, good], {})).toEqual({ orchestrator: 'good', workflow: 'b' })
  expect(firstChoice([bare], {})).toEqual({ orchestrator: 'bare' })
  expect(firstChoice([], {})).toEqual({})
})

test('what a draft names is chosen as long as it is there', () => {
  expect(firstChoice([bare, good], { orchestrator: 'good', workflow: 'a' })).toEqual({
    orchestrator: 'good',
    workflow: 'a',
  })
  expect(firstChoice([good], { orchestrator: 'gone', workflow: 'gone' })).toEqual({
    orchestrator: 'good',
    workflow: 'b',
  })
})

test('what stands in the way of a start is told', () => {
  expect(obstacleTo([broken], { orchestrator: 'broken' })).toBe('The settings of broken have problems.')
  expect(obstacleTo([bare], { orchestrator: 'bare' })).toBe('bare has no workflows.')
  expect(obstacleTo([], {})).toBe('The settings name no orchestrator.')
  expect(obstacleTo([good], { orchestrator: 'good', workflow: 'a' })).toBe(null)
})
