import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const runsRouter = (rpc: Implementer, core: Core) =>
  rpc.runs.router({
    window: rpc.runs.window.handler(({ input, context }) => core.runs.window(input, context.signal)),
    follow: rpc.runs.follow.handler(({ input, context }) => core.runs.follow(input.id, context.signal)),
    output: rpc.runs.output.handler(({ input }) => core.runs.output(input.id, input.step, input.attempt, input.key)),
    selection: rpc.runs.selection.handler(({ input }) => core.runs.selection(input.id)),
    progress: rpc.runs.progress.handler(async ({ input }) => ({ text: await core.runs.progress(input.id) })),
    start: rpc.runs.start.handler(({ input }) => core.runs.start(input)),
    cancel: rpc.runs.cancel.handler(async ({ input }) => {
      await core.runs.cancel(input.id, input.reason)
      return {}
    }),
    retry: rpc.runs.retry.handler(async ({ input }) => {
      await core.runs.retry(input.id, input.step)
      return {}
    }),
  })
