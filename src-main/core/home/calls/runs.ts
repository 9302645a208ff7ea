import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const runsCalls = (home: HomeState): Calls['runs'] => ({
  async *window(query, signal) {
    yield* (await asked(home)).window(query, signal)
  },
  async *follow({ id }, signal) {
    yield* (await asked(home)).follow(id, signal)
  },
  output: async ({ id, step, attempt, key }) => (await asked(home)).output(id, step, attempt, key),
  selection: async ({ id }) => (await asked(home)).selection(id),
  progress: async ({ id }) => ({ text: await (await asked(home)).progress(id) }),
  start: async (start) => home.own().runs.calls.start(start),
  cancel: async ({ id, reason }) => home.own().runs.calls.cancel(id, reason),
  retry: async ({ id, step }) => home.own().runs.calls.retry(id, step),
})

const asked = async (home: HomeState) => (await home.seen().runsRead()).calls
