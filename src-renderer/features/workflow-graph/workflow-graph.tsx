import { useEffect, useId, useRef, useState } from 'react'
import { doneNode, type WorkflowGraph as Graph } from '#shared/run'
import type { StepMark } from '../runs/step-states'
import { EdgeArrows, EdgeLine } from './edge-line'
import { rememberingLayout } from './graph-layout'
import { graphWords } from './graph-words'
import { StepNode } from './step-node'

interface WorkflowGraphProps {
  readonly graph: Graph
  /** How far each step is; absent: the workflow itself is shown, not a run of it. */
  readonly marks?: ReadonlyMap<string, StepMark>
  readonly onChoose?: (step: string) => void
}

/** The workflow as a drawing that scrolls when it is wide; every way is told in words too. */
export function WorkflowGraph({ graph, marks, onChoose }: WorkflowGraphProps) {
  const [layOut] = useState(rememberingLayout)
  const placed = layOut(graph)
  const { width, height } = placed
  const prefix = useId()
  const frame = useRef<HTMLElement>(null)
  const currentX = placed.nodes.find(({ id }) => marks?.get(id)?.current === true)?.x ?? null
  // Only when the run goes on to another step: whoever scrolled meanwhile is not pulled back.
  useEffect(() => {
    if (currentX === null || frame.current === null) return
    frame.current.scrollTo({ left: currentX - frame.current.clientWidth / 2, behavior: 'smooth' })
  }, [currentX])
  return (
    <figure
      ref={frame}
      aria-label="Workflow graph"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line bg-sunken focus-visible:-outline-offset-2"
    >
      <figcaption className="sr-only">{graphWords(graph).join(' ')}</figcaption>
      <div className="relative mx-auto" style={{ width, height }}>
        <svg aria-hidden width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="absolute inset-0">
          <EdgeArrows prefix={prefix} />
          {placed.edges.map((edge) => (
            <EdgeLine key={`${edge.from} ${edge.kind} ${edge.to}`} edge={edge} prefix={prefix} />
          ))}
        </svg>
        {placed.nodes.map((place) => {
          const style = {
            left: place.x - place.width / 2,
            top: place.y - place.height / 2,
            width: place.width,
            height: place.height,
          }
          const node = graph.nodes.find(({ id }) => id === place.id)
          if (node === undefined) return <Done key={doneNode} style={style} />
          return (
            <StepNode key={node.id} node={node} mark={marks?.get(node.id) ?? null} style={style} onChoose={onChoose} />
          )
        })}
      </div>
    </figure>
  )
}

function Done({ style }: { readonly style: React.CSSProperties }) {
  return (
    <span
      aria-hidden
      style={style}
      className="absolute grid place-items-center rounded-full border border-edge bg-panel text-soft text-xs"
    >
      done
    </span>
  )
}
