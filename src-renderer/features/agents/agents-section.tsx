import type { SettingsView } from '#shared/settings'
import { PermissionBadge } from '../../ui/permission-badge'
import { ResetButton } from './reset-button'

interface AgentsSectionProps extends Pick<SettingsView, 'agents' | 'reset'> {
  readonly onChanged: () => void
}

/** The agents, what each may do, and the request for a fresh conversation. */
export function AgentsSection({ agents = [], reset = false, onChanged }: AgentsSectionProps) {
  const first = agents[0]
  if (first === undefined) return null
  return (
    <section aria-label="Agents" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Agents</h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-panel">
        {agents.map(({ orchestrator, agent, provider, permissions, reset: asked }) => (
          <Row key={`${orchestrator}/${agent}`} name={`${orchestrator}/${agent}`}>
            <span className="text-soft text-xs">{provider}</span>
            {permissions === null ? (
              <span className="text-soft text-xs" title="Nothing keeps the program of a command from anything.">
                not enforced
              </span>
            ) : (
              <PermissionBadge permissions={permissions} />
            )}
            <ResetButton target={{ orchestrator, agent }} asked={asked} onChanged={onChanged} />
          </Row>
        ))}
        <Row name="All agents">
          <span className="text-soft text-xs">whichever of them runs next</span>
          <ResetButton target={{ orchestrator: first.orchestrator, agent: null }} asked={reset} onChanged={onChanged} />
        </Row>
      </ul>
    </section>
  )
}

function Row({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <li aria-label={name} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3 py-2">
      <span className="font-medium">{name}</span>
      {children}
    </li>
  )
}
