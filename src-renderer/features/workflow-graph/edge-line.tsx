import type { WorkflowGraph } from '#shared/run'
import { cx } from '../../ui/cx'
import { edgeLooks } from './edge-look'
import { linePath, type PlacedGraph } from './graph-layout'

const kinds = [
  'next',
  'approve',
  'reject',
  'fail',
  'cancel',
] as const satisfies WorkflowGraph['edges'][number]['kind'][]

/** The heads of all arrows; a head takes no colour from its line by itself. */
export function EdgeArrows({ prefix }: { readonly prefix: string }) {
  return (
    <defs>
      {kinds.map((kind) => (
        <marker
          key={kind}
          id={`${prefix}-${kind}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path d="M 0 0.5 L 8 4 L 0 7.5 Z" className={cx('fill-current', edgeLooks[kind].text)} />
        </marker>
      ))}
    </defs>
  )
}

interface EdgeLineProps {
  readonly edge: PlacedGraph['edges'][number]
  /** That of the arrows of the same drawing. */
  readonly prefix: string
}

export function EdgeLine({ edge: { from, to, kind, points, word: at }, prefix }: EdgeLineProps) {
  const { word, stroke, text, dashed } = edgeLooks[kind]
  return (
    <g data-edge={`${from} ${kind} ${to}`}>
      <path
        d={linePath(points)}
        fill="none"
        strokeWidth="1.5"
        strokeDasharray={dashed ? '5 3' : undefined}
        markerEnd={`url(#${prefix}-${kind})`}
        className={stroke}
      />
      {word !== '' && (
        <text
          x={at.x}
          y={at.y}
          textAnchor="middle"
          dominantBaseline="central"
          strokeWidth="4"
          paintOrder="stroke"
          className={cx('fill-current stroke-sunken font-medium text-2xs', text)}
        >
          {word}
        </text>
      )}
    </g>
  )
}
