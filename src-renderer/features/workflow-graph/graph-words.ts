import { doneNode, type WorkflowGraph } from '#shared/run'

/** Every way on in words, one sentence a step, for whoever does not see the drawing. */
export function graphWords({ nodes, edges }: WorkflowGraph): string[] {
  return nodes.map(({ id }) => {
    const ways = edges
      .filter(({ from }) => from === id)
      .map(({ to, kind }) => {
        const aim = to === doneNode ? 'the end' : to
        return kind === 'next' ? `leads to ${aim}` : `on ${kind} leads to ${aim}`
      })
    return `${id} ${ways.length === 0 ? 'ends the run' : ways.join(', ')}.`
  })
}
