import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import { doneNode, type WorkflowGraph } from '#shared/run'
import { edgeLooks } from './edge-look'

const nodeSize = { width: 148, height: 52 }
const doneSize = { width: 56, height: 28 }
/** Room for the word of an edge, px. */
const wordSize = { width: 7, height: 16 }
const margin = 10

export interface Point {
  readonly x: number
  readonly y: number
}

interface PlacedNode extends Point {
  readonly id: string
  readonly width: number
  readonly height: number
}

interface PlacedEdge {
  readonly from: string
  readonly to: string
  readonly kind: WorkflowGraph['edges'][number]['kind']
  readonly points: readonly Point[]
  /** The middle of its word. */
  readonly word: Point
}

/** Where everything of a drawn workflow is, in px from its upper left corner. `x` and `y` are middles. */
export interface PlacedGraph {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

/** Layers the steps from left to right in the order of the workflow; edges that lead nowhere are left out. */
export function placedGraph({ nodes, edges }: WorkflowGraph): PlacedGraph {
  const ids = [...nodes.map(({ id }) => id), ...(edges.some(({ to }) => to === doneNode) ? [doneNode] : [])]
  // Names of steps may be anything; the layout gets numbers.
  const key = new Map(ids.map((id, index) => [id, String(index)]))
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 20, edgesep: 14, ranksep: 34, marginx: margin, marginy: margin })
  for (const id of ids) graph.setNode(key.get(id) ?? id, { ...(id === doneNode ? doneSize : nodeSize) })
  const known = edges.flatMap((edge, index) => {
    const [from, to] = [key.get(edge.from), key.get(edge.to)]
    if (from === undefined || to === undefined) return []
    const { word } = edgeLooks[edge.kind]
    const room = { width: word.length * wordSize.width, height: word === '' ? 0 : wordSize.height }
    graph.setEdge(from, to, { ...room, labelpos: 'c', weight: edge.kind === 'next' ? 3 : 1 }, String(index))
    return [{ ...edge, at: { v: from, w: to, name: String(index) } }]
  })
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: ids.map((id) => ({ id, ...middle(graph.node(key.get(id) ?? id)) })),
    edges: known.map(({ from, to, kind, at }) => {
      const { points = [], x = 0, y = 0 } = graph.edge(at)
      return { from, to, kind, points, word: { x, y } }
    }),
  }
}

/** Lays out only what differs from the last: a run sends its graph with every change, and 200 steps take a quarter of a second. */
export function rememberingLayout(): (graph: WorkflowGraph) => PlacedGraph {
  let last: { readonly written: string; readonly placed: PlacedGraph } | null = null
  return (graph) => {
    const written = JSON.stringify(graph)
    if (last?.written !== written) last = { written, placed: placedGraph(graph) }
    return last.placed
  }
}

function middle({ width, height, x = 0, y = 0 }: NodeLabel) {
  return { width, height, x, y }
}

/** A smooth line through the points: straight to the first middle, then bending from middle to middle. */
export function linePath(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return ''
  const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q ${at(point)} ${at(end)}`
  })
  return rest.length === 1 ? `M ${at(first)} L ${at(last)}` : `M ${at(first)} ${bends.join(' ')}`
}
