import type { WorkflowGraph } from '#shared/run'

type EdgeKind = WorkflowGraph['edges'][number]['kind']

interface EdgeLook {
  /** Written on the edge; the usual way on needs no word. */
  readonly word: string
  readonly stroke: string
  readonly text: string
  readonly dashed: boolean
}

export const edgeLooks: Record<EdgeKind, EdgeLook> = {
  next: { word: '', stroke: 'stroke-faint', text: 'text-faint', dashed: false },
  approve: { word: 'approve', stroke: 'stroke-completed', text: 'text-completed', dashed: false },
  reject: { word: 'reject', stroke: 'stroke-failed', text: 'text-failed', dashed: true },
  fail: { word: 'fail', stroke: 'stroke-dead', text: 'text-dead', dashed: true },
  cancel: { word: 'cancel', stroke: 'stroke-trash', text: 'text-trash', dashed: true },
}
