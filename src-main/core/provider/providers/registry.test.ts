import { expect, test } from 'vitest'
import { ProviderKind, shippedProviders } from '../../settings/provider-settings'
import { allProviders, providerOf } from './registry'

test('each kind leads to its own provider, and there is no other', () => {
  for (const kind of ProviderKind.options) expect(providerOf(kind).kind).toBe(kind)
  expect(allProviders.map(({ kind }) => kind)).toEqual(ProviderKind.options)
})

test('of a program that is shipped what is known goes by its name and by models of its settings', () => {
  const shipped: Readonly<Record<string, { readonly binary?: string; readonly models: object }>> = shippedProviders
  for (const { kind, known } of allProviders) {
    if (known === null) continue
    expect(shipped[kind]?.binary).toBe(known.name)
    expect(shipped[kind]?.models).toHaveProperty(known.firstModel)
  }
})
