import { Play } from 'lucide-react'
import { useState } from 'react'
import type { WorkflowView } from '#shared/run'
import { counted } from '#shared/words'
import { Button } from '../../ui/button'
import { openStart } from '../start-run/start-state'
import { WorkflowAbout } from '../start-run/workflow-about'

interface WorkflowEntryProps {
  readonly orchestrator: string
  readonly workflow: WorkflowView
  /** Why it cannot be started, or null. */
  readonly obstacle: string | null
}

/** One workflow; opened, it shows how it goes. */
export function WorkflowEntry({ orchestrator, workflow, obstacle }: WorkflowEntryProps) {
  const { id, inputs, graph, isDefault } = workflow
  const [open, setOpen] = useState(false)
  return (
    <li aria-label={id} className="rounded-md border border-line">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 py-1 pr-1 pl-2.5">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="min-w-0 truncate font-medium text-accent hover:underline"
        >
          {id}
        </button>
        {isDefault && <span className="wash rounded-sm px-1.5 text-2xs text-completed">default</span>}
        <span className="text-faint text-xs">
          {counted(graph.nodes.length, 'step')}, {inputs.length === 0 ? 'no inputs' : `inputs ${inputs.join(', ')}`}
        </span>
        <Button
          size="sm"
          icon={<Play aria-hidden size={12} />}
          className="ml-auto"
          aria-label={`Start workflow ${id}`}
          aria-haspopup="dialog"
          unavailable={obstacle}
          onClick={() => openStart({ orchestrator, workflow: id })}
        >
          Start…
        </Button>
      </div>
      {open && (
        <div className="border-line border-t p-2.5">
          <WorkflowAbout workflow={workflow} />
        </div>
      )}
    </li>
  )
}
