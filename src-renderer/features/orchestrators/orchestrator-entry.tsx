import { CircleAlert } from 'lucide-react'
import type { OrchestratorView } from '#shared/run'
import { Fact, Facts } from '../../ui/facts'
import { WorkflowEntry } from './workflow-entry'

export function OrchestratorEntry({ orchestrator }: { readonly orchestrator: OrchestratorView }) {
  const { id, file, workspace, sharedAccess, selectorAgent, agents, workflows, problems } = orchestrator
  return (
    <li aria-label={id} className="flex flex-col gap-2 rounded-md border border-line bg-panel px-3 py-2.5">
      <h3 className="font-semibold">{id}</h3>
      {problems.length > 0 && (
        <div role="note" aria-label={`Problems of ${id}`} className="wash flex gap-2 rounded-md p-2 text-dead">
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          <ul className="wrap-anywhere min-w-0 text-ink">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      <Facts>
        <Fact name="File" mono copies={file}>
          {file}
        </Fact>
        <Fact name="Workspace" mono copies={workspace}>
          {workspace}
        </Fact>
        <Fact name="Shared access">{sharedAccess.join(', ') || 'none'}</Fact>
        <Fact name="Selector">{selectorAgent ?? 'none'}</Fact>
      </Facts>
      {agents.length > 0 && <AgentTable of={id} agents={agents} />}
      {workflows.length > 0 && (
        <ul aria-label={`Workflows of ${id}`} className="flex flex-col gap-1.5">
          {workflows.map((workflow) => (
            <WorkflowEntry
              key={workflow.id}
              orchestrator={id}
              workflow={workflow}
              obstacle={problems.length > 0 ? `The settings of ${id} have problems.` : null}
            />
          ))}
        </ul>
      )}
    </li>
  )
}

interface AgentTableProps extends Pick<OrchestratorView, 'agents'> {
  readonly of: string
}

function AgentTable({ of, agents }: AgentTableProps) {
  return (
    <table aria-label={`Agents of ${of}`} className="w-full table-fixed text-left text-sm">
      <thead className="text-faint text-xs">
        <tr>
          <th className="py-0.5 font-medium">Agent</th>
          <th className="py-0.5 font-medium">Provider</th>
          <th className="py-0.5 font-medium">Model</th>
          <th className="py-0.5 font-medium">Chooses workflows</th>
        </tr>
      </thead>
      <tbody>
        {agents.map(({ id, provider, model, canOrchestrate }) => (
          <tr key={id} className="border-line border-t">
            <td className="truncate py-1 pr-2 font-medium" title={id}>
              {id}
            </td>
            <td className="truncate py-1 pr-2 text-soft">{provider}</td>
            <td className="truncate py-1 pr-2 text-soft">{model ?? 'the program’s own'}</td>
            <td className="py-1 text-soft">{canOrchestrate ? 'may' : 'may not'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
