import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const lanesRouter = (rpc: Implementer, core: Core) =>
  rpc.lanes.router({
    window: rpc.lanes.window.handler(({ input, context }) => core.lanes.window(input, context.signal)),
    item: rpc.lanes.item.handler(({ input, context }) => core.lanes.item(input, context.signal)),
    drop: rpc.lanes.drop.handler(async ({ input }) => ({ verdicts: await core.lanes.drop(input.lane, input.files) })),
    send: rpc.lanes.send.handler(({ input }) => core.lanes.send(input.lane, input.message)),
    act: rpc.lanes.act.handler(async ({ input }) => ({
      verdicts: await core.lanes.act(input.lane, input.action, input.items),
    })),
    requeueInterrupted: rpc.lanes.requeueInterrupted.handler(async ({ input }) => ({
      verdicts: await core.lanes.requeueInterrupted(input.lane),
    })),
    evidence: rpc.lanes.evidence.handler(({ input }) => core.lanes.evidence(input.lane, input.item)),
    text: rpc.lanes.text.handler(({ input }) => core.lanes.text(input.lane, input.item)),
    push: rpc.lanes.push.handler(({ input }) => core.lanes.push(input.lane, input.text)),
    check: rpc.lanes.check.handler(async ({ input }) => ({ problem: await core.lanes.check(input.lane, input.text) })),
    resend: rpc.lanes.resend.handler(({ input }) => core.lanes.resend(input.lane, input.item, input.text)),
    repair: rpc.lanes.repair.handler(({ input }) => core.lanes.repair(input.lane, input.item, input.text)),
  })
