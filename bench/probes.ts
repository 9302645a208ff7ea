import type { Probe } from './probe'
import { historySearch } from './probes/history-search'
import { hostileInput } from './probes/hostile-input'
import { idleHost } from './probes/idle-host'
import { bareFirstClaim, bareListing, firstClaim, laneIndexing, makeLongLane } from './probes/long-lane'
import { barePickUp, pickUp, pickUpBesideBusyKey } from './probes/pick-up'
import { bareDelay, bareRuns, providerDelay, providerRuns } from './probes/provider-overhead'
import { schedulePicks } from './probes/schedule'
import { idleLoop, steadyFlow } from './probes/steady'
import { bareThroughput, laneThroughput } from './probes/throughput'

/** Everything that can be measured, each in a process of its own. */
export const probes = {
  laneThroughput,
  bareThroughput,
  pickUp,
  pickUpBesideBusyKey,
  barePickUp,
  makeLongLane,
  laneIndexing,
  bareListing,
  firstClaim,
  bareFirstClaim,
  schedulePicks,
  steadyFlow,
  idleLoop,
  idleHost,
  hostileInput,
  historySearch,
  providerRuns,
  bareRuns,
  providerDelay,
  bareDelay,
} satisfies Record<string, Probe>

export type ProbeName = keyof typeof probes
