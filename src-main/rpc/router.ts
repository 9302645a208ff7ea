import type { Core } from '../core/home/core'
import { agentsRouter } from './agents'
import { boardRouter } from './board'
import type { OnBug } from './client-error'
import { decisionsRouter } from './decisions'
import { historyRouter } from './history'
import { homeRouter } from './home'
import { createImplementer } from './implementer'
import { invocationsRouter } from './invocations'
import { lanesRouter } from './lanes'
import { logsRouter } from './logs'
import { orchestratorsRouter } from './orchestrators'
import { providersRouter } from './providers'
import { runsRouter } from './runs'
import { spendRouter } from './spend'
import { supervisorRouter } from './supervisor'

/** The contract over one core. One router serves any number of links. */
export function createRouter(core: Core, onBug: OnBug) {
  const rpc = createImplementer(onBug)
  return rpc.router({
    board: boardRouter(rpc, core),
    supervisor: supervisorRouter(rpc, core),
    lanes: lanesRouter(rpc, core),
    runs: runsRouter(rpc, core),
    decisions: decisionsRouter(rpc, core),
    orchestrators: orchestratorsRouter(rpc, core),
    invocations: invocationsRouter(rpc, core),
    providers: providersRouter(rpc, core),
    agents: agentsRouter(rpc, core),
    spend: spendRouter(rpc, core),
    history: historyRouter(rpc, core),
    logs: logsRouter(rpc, core),
    home: homeRouter(rpc, core),
  })
}
export type ContractRouter = ReturnType<typeof createRouter>
