import type { SettingsView } from '#shared/settings'

/** The folders that several orchestrators may use, and who may. */
export function SharedWorkspaces({ sharedWorkspaces = [] }: Pick<SettingsView, 'sharedWorkspaces'>) {
  if (sharedWorkspaces.length === 0) return null
  return (
    <section aria-label="Shared workspaces" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Shared workspaces</h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-panel">
        {sharedWorkspaces.map(({ name, path, description, isThere, grantedTo }) => (
          <li key={name} aria-label={name} className="flex flex-col gap-0.5 px-3 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2.5">
              <span className="font-medium">{name}</span>
              <code className="min-w-0 break-all font-mono text-xs">{path}</code>
              {!isThere && <span className="text-waiting text-xs">This folder is not there.</span>}
            </p>
            {description !== null && <p className="text-soft">{description}</p>}
            <p className="text-soft text-xs">
              {grantedTo.length === 0 ? 'No orchestrator may use it.' : `For ${grantedTo.join(', ')}.`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
