import type { SettingsView } from '#shared/settings'
import { ProviderEntry } from './provider-entry'

interface ProvidersSectionProps extends Pick<SettingsView, 'providers'> {
  readonly onTested: () => void
}

/** Every provider, those that agents use first. */
export function ProvidersSection({ providers, onTested }: ProvidersSectionProps) {
  const used = providers.filter(({ usedBy }) => usedBy.length > 0)
  const others = providers.filter(({ usedBy }) => usedBy.length === 0)
  return (
    <section aria-label="Providers" className="flex flex-col gap-2">
      <h2 className="font-semibold text-md">Providers</h2>
      <ul className="flex flex-col gap-2">
        {[...used, ...others].map((provider) => (
          <ProviderEntry key={provider.name} provider={provider} onTested={onTested} />
        ))}
      </ul>
    </section>
  )
}
