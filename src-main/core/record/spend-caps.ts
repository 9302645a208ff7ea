import type { ReachedCap } from '#shared/board'
import { dollars } from '#shared/words'
import type { Settings } from '../settings/settings-schema'

export interface SpentToday {
  readonly costUsd: number
  readonly agents: ReadonlyMap<string, number>
  readonly lanes: ReadonlyMap<string, number>
}

/** Sums of many small amounts are off by less than this. */
const roundingUsd = 1e-9

/**
 * The caps of a day that are reached, the widest first. They lift when the day ends, or when they are raised. A cap of
 * nothing is reached before the first run, also by lanes and agents that nobody knows yet.
 */
export function reachedCaps(spent: SpentToday, caps: Settings['spend'], dayEndsAt: number): ReachedCap[] {
  const reached: ReachedCap[] = []
  const nothing = (scope: ReachedCap['scope'], sentence: string) => {
    reached.push({ scope, name: '', spentUsd: spent.costUsd, capUsd: 0, until: null, sentence })
  }
  const look = (
    scope: ReachedCap['scope'],
    name: string,
    spentUsd: number,
    capUsd: number | undefined,
    who: string,
  ) => {
    if (capUsd === undefined || spentUsd + roundingUsd < capUsd) return
    const sentence = `${who} spent ${dollars(spentUsd)} of the ${dollars(capUsd)} it may spend a day.`
    reached.push({ scope, name, spentUsd, capUsd, until: dayEndsAt, sentence })
  }
  const lookAtEach = (scope: 'lane' | 'agent', sums: ReadonlyMap<string, number>, capUsd: number | undefined) => {
    if (capUsd === 0) nothing(scope, `No ${scope} may spend anything.`)
    else for (const [name, usd] of sums) look(scope, name, usd, capUsd, `The ${scope} ${name}`)
  }
  if (caps.day_usd === 0) nothing('day', 'This home may spend nothing.')
  else look('day', '', spent.costUsd, caps.day_usd, 'This home')
  lookAtEach('lane', spent.lanes, caps.lane_usd_per_day)
  lookAtEach('agent', spent.agents, caps.agent_usd_per_day)
  return reached
}

/** The day a moment belongs to on this machine, as `2026-11-20`. */
export function dayOf(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The first moment of the next day on this machine; days have 23 to 25 hours. */
export function dayEnd(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime()
}
