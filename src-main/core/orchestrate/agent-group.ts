import type { RunSource } from '#shared/decision'

/** The name of the slots an agent's invocations need, for `ItemGroups`. */
export function agentGroup({ kind, name }: RunSource, agentId: string): string {
  return `a${kind === 'queue' ? 'q' : 'o'}:${name}/${agentId}`
}

/** Whose agent a group names, or null for other groups. */
export function agentOfGroup(group: string): { readonly source: RunSource; readonly agentId: string } | null {
  const match = /^a([oq]):([^/]+)\/(.+)$/.exec(group)
  if (match?.[2] === undefined || match[3] === undefined) return null
  return { source: { kind: match[1] === 'q' ? 'queue' : 'orchestrator', name: match[2] }, agentId: match[3] }
}

/** An agent's name in records, sessions and spend caps. Orchestrators' names hold no colon, so no two are the same. */
export function agentOwner({ kind, name }: RunSource): string {
  return kind === 'queue' ? `queue:${name}` : name
}
