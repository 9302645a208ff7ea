import type { Core } from '../core/core'
import type { Implementer } from './implementer'

export const lanesRouter = (rpc: Implementer, { lanes }: Core) =>
  rpc.lanes.router({
    window: rpc.lanes.window.handler(({ input, context }) => lanes.window(input, context.signal)),
    item: rpc.lanes.item.handler(({ input, context }) => lanes.item(input, context.signal)),
    drop: rpc.lanes.drop.handler(async ({ input }) => ({ verdicts: await lanes.drop(input.lane, input.files) })),
    send: rpc.lanes.send.handler(({ input }) => lanes.send(input.lane, input.message)),
    act: rpc.lanes.act.handler(async ({ input }) => ({
      verdicts: await lanes.act(input.lane, input.action, input.items),
    })),
    evidence: rpc.lanes.evidence.handler(({ input }) => lanes.evidence(input.lane, input.item)),
    text: rpc.lanes.text.handler(({ input }) => lanes.text(input.lane, input.item)),
    check: rpc.lanes.check.handler(({ input }) => ({ problem: lanes.check(input.text) })),
    resend: rpc.lanes.resend.handler(({ input }) => lanes.resend(input.lane, input.item, input.text)),
    repair: rpc.lanes.repair.handler(({ input }) => lanes.repair(input.lane, input.item, input.text)),
  })
