import type { RunDetail } from '#shared/run'
import { hashOf } from '../../state/route'
import { useFollowed } from '../../state/use-followed'
import { FailureNote } from '../../ui/failure-note'
import { WorkflowGraph } from '../workflow-graph/workflow-graph'
import { RunDecisions } from './run-decisions'
import { RunHeader } from './run-header'
import { RunInputs } from './run-inputs'
import { RunLog } from './run-log'
import { RunSelection } from './run-selection'
import { RunSteps } from './run-steps'
import { showStep } from './show-step'
import { stepMarks } from './step-states'

/** One run, live: where it is in its workflow, and everything that happened in it. */
export function RunView({ id }: { readonly id: string }) {
  const { value: detail, failure } = useFollowed<RunDetail>(id, (client, signal) =>
    client.runs.follow({ id }, { signal }),
  )
  return (
    <main aria-label="Run" className="min-w-0 flex-1 overflow-y-auto p-3">
      <nav aria-label="Way here" className="mb-1 text-xs">
        <a href={hashOf({ page: 'runs', chosen: null })} className="font-medium text-accent hover:underline">
          Runs
        </a>
        <span aria-hidden className="mx-1.5 text-faint">
          /
        </span>
        <span className="font-mono text-soft">{id}</span>
      </nav>
      {failure !== null && <FailureNote failure={failure} />}
      {detail !== null && <Run detail={detail} />}
    </main>
  )
}

function Run({ detail }: { readonly detail: RunDetail }) {
  return (
    <div className="flex flex-col gap-3">
      <RunHeader detail={detail} />
      <WorkflowGraph graph={detail.graph} marks={stepMarks(detail)} onChoose={showStep} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <RunSteps detail={detail} />
        <div className="flex min-w-0 flex-col gap-3">
          <RunDecisions decisions={detail.decisions} />
          <RunInputs inputs={detail.inputs} />
          <RunSelection run={detail.row.id} selection={detail.selection} />
          <RunLog log={detail.log} />
        </div>
      </div>
    </div>
  )
}
