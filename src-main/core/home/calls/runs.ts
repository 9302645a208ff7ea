import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const runsCalls = (home: HomeState): Calls['runs'] => ({
  window: (query, signal) => home.own().runs.calls.window(query, signal),
  follow: ({ id }, signal) => home.own().runs.calls.follow(id, signal),
  output: async ({ id, step, attempt, key }) => home.own().runs.calls.output(id, step, attempt, key),
  selection: async ({ id }) => home.own().runs.calls.selection(id),
  progress: async ({ id }) => ({ text: await home.own().runs.calls.progress(id) }),
  start: async (start) => home.own().runs.calls.start(start),
  cancel: async ({ id, reason }) => home.own().runs.calls.cancel(id, reason),
  retry: async ({ id, step }) => home.own().runs.calls.retry(id, step),
})
