import type { ProviderKind } from '../../settings/provider-settings'
import type { Provider } from '../provider'
import { claude } from './claude/claude'
import { codex } from './codex/codex'
import { command } from './command/command'

/** Every kind of provider; in the order in which a new home looks for a program. */
const providers: { readonly [K in ProviderKind]: Provider<K> } = {
  anthropic: claude,
  openai: codex,
  command,
}

export const allProviders: readonly Pick<Provider, 'kind' | 'known' | 'environment'>[] = Object.values(providers)

export function providerOf<K extends ProviderKind>(kind: K): Provider<K> {
  return providers[kind]
}
