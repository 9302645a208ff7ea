import type { OrchestratorFile } from './settings-schema'

/**
 * The agent that chooses among an orchestrator's workflows, or answers where there are none. One that names none has the only
 * agent there is; with a single workflow nobody has to choose. Null: it must be named.
 */
export function selectorOf({
  selector_agent: named,
  agents,
  workflows,
}: Pick<OrchestratorFile, 'selector_agent' | 'agents' | 'workflows'>): string | null {
  if (named !== undefined) return named
  const [first, ...others] = Object.keys(agents)
  if (first === undefined) return null
  if (others.length === 0) return first
  const [only, ...more] = workflows
  if (only === undefined || more.length > 0) return null
  return only.steps.find((step) => step.type !== 'shell')?.agent ?? first
}
