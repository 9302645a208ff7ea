import type { WorkflowView } from '#shared/run'
import { WorkflowGraph } from '../workflow-graph/workflow-graph'

/** What a workflow is for and how it goes. */
export function WorkflowAbout({ workflow }: { readonly workflow: WorkflowView }) {
  const { description, tags, version, graph } = workflow
  return (
    <section aria-label="About the workflow" className="flex min-w-0 shrink-0 flex-col gap-2">
      <p className="flex flex-wrap items-center gap-1.5 text-xs">
        <span className="text-faint">version {version}</span>
        {tags.map((tag) => (
          <span key={tag} className="rounded-sm bg-sunken px-1.5 text-2xs text-soft">
            {tag}
          </span>
        ))}
      </p>
      {description !== null && <p className="wrap-anywhere text-soft">{description}</p>}
      <WorkflowGraph graph={graph} />
    </section>
  )
}
