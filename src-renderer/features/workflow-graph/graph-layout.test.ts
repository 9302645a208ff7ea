import { expect, test } from 'vitest'
import { doneNode, type WorkflowGraph } from '#shared/run'
import { linePath, placedGraph, rememberingLayout } from './graph-layout'
import { graphWords } from './graph-words'

const node = (id: string): WorkflowGraph['nodes'][number] => ({
  id,
  kind: 'agent_task',
  agent: null,
  description: null,
})
type Edge = WorkflowGraph['edges'][number]
const edge = (from: string, to: string, kind: Edge['kind'] = 'next'): Edge => ({ from, to, kind })

const reviewed: WorkflowGraph = {
  nodes: ['plan', 'review', 'build'].map(node),
  edges: [
    edge('plan', 'review'),
    edge('review', 'build', 'approve'),
    edge('review', 'plan', 'reject'),
    edge('build', doneNode),
  ],
}

test('a graph that came again as it was is not laid out again', () => {
  const layOut = rememberingLayout()
  const placed = layOut(reviewed)
  expect(layOut(structuredClone(reviewed))).toBe(placed)
  expect(layOut({ ...reviewed, edges: [] }).edges).toEqual([])
})

test('steps lie from left to right in the order they follow one another, and nothing lies outside', () => {
  const { nodes, edges, width, height } = placedGraph(reviewed)
  expect(nodes.map(({ id }) => id)).toEqual(['plan', 'review', 'build', doneNode])
  const lefts = nodes.map(({ x }) => x)
  expect(lefts).toEqual(lefts.toSorted((a, b) => a - b))
  expect(edges).toHaveLength(4)
  for (const box of nodes) {
    expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width / 2).toBeLessThanOrEqual(width)
    expect(box.y + box.height / 2).toBeLessThanOrEqual(height)
  }
  for (const { x, y } of edges.flatMap(({ points, word }) => [...points, word])) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(width)
    expect(y).toBeLessThanOrEqual(height)
  }
})

test('a way back begins at its own step and ends at the earlier one', () => {
  const { nodes, edges } = placedGraph(reviewed)
  const back = edges.find(({ kind }) => kind === 'reject')
  const centre = (id: string) => nodes.find((one) => one.id === id)?.x ?? 0
  const first = back?.points[0]?.x ?? 0
  const last = back?.points.at(-1)?.x ?? 0
  expect(Math.abs(first - centre('review'))).toBeLessThan(Math.abs(first - centre('plan')))
  expect(Math.abs(last - centre('plan'))).toBeLessThan(Math.abs(last - centre('review')))
})

test('two ways between the same steps, a way back to itself and odd names are all drawn', () => {
  const odd = ['__proto__', 'a b', 'constructor']
  const { nodes, edges } = placedGraph({
    nodes: odd.map(node),
    edges: [
      edge('__proto__', 'a b', 'approve'),
      edge('__proto__', 'a b', 'reject'),
      edge('a b', 'a b', 'reject'),
      edge('a b', 'constructor'),
    ],
  })
  expect(nodes.map(({ id }) => id)).toEqual(odd)
  expect(edges).toHaveLength(4)
  for (const { points } of edges) expect(points.length).toBeGreaterThan(1)
})

test('a way to a step that is not there is left out, and a workflow without ways is drawn', () => {
  expect(placedGraph({ nodes: [node('a')], edges: [edge('a', 'gone')] }).edges).toEqual([])
  expect(placedGraph({ nodes: [], edges: [] }).nodes).toEqual([])
})

test('a line goes through its ends', () => {
  expect(
    linePath([
      { x: 0, y: 0 },
      { x: 10, y: 5 },
    ]),
  ).toBe('M 0 0 L 10 5')
  const path = linePath([
    { x: 0, y: 0 },
    { x: 5, y: 9 },
    { x: 8, y: 9 },
    { x: 10, y: 0 },
  ])
  expect(path).toBe('M 0 0 Q 5 9 6.5 9 Q 8 9 10 0')
  expect(linePath([{ x: 1, y: 1 }])).toBe('')
})

test('every way is told in words', () => {
  expect(graphWords(reviewed)).toEqual([
    'plan leads to review.',
    'review on approve leads to build, on reject leads to plan.',
    'build leads to the end.',
  ])
})
