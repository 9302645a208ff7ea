import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const invocationsCalls = (home: HomeState): Calls['invocations'] => ({
  recent: async ({ limit }) => (home.now.kind === 'foreign' ? [] : home.now.invocations.recent(limit)),
  follow: ({ id }, signal) => home.seen().invocations.follow(id, home.now.living(signal)),
  log: ({ id }, signal) => home.seen().invocations.log(id, home.now.living(signal)),
  events: ({ id }, signal) => home.seen().invocations.events(id, home.now.living(signal)),
})
