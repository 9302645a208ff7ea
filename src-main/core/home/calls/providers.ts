import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const providersCalls = (home: HomeState): Calls['providers'] => ({
  test: async ({ name }) => home.own().providers.test(name),
  resume: async ({ name }) => home.own().providers.resume(name),
})
