import { useBoard } from '../../state/board'
import { useAsked } from '../../state/use-asked'
import { FailureNote } from '../../ui/failure-note'
import { OrchestratorEntry } from './orchestrator-entry'

/** The orchestrators of the settings: who is in them, what they can run, and what is wrong with them. */
export function OrchestratorsSection({ read }: { readonly read: string }) {
  // What is wrong with the settings is told there first.
  const told = useBoard((board) => board.attention.map(({ id, sentence }) => `${id} ${sentence}`).join('\n'))
  const { value, failure } = useAsked(`${read}\n${told}`, (client) => client.orchestrators.list())
  if (failure !== null) return <FailureNote failure={failure} />
  if (value === null || value.length === 0) return null
  return (
    <section aria-label="Orchestrators" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Orchestrators</h2>
      <ul className="flex flex-col gap-2">
        {value.map((orchestrator) => (
          <OrchestratorEntry key={orchestrator.id} orchestrator={orchestrator} />
        ))}
      </ul>
    </section>
  )
}
