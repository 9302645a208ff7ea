import type { ReachedCap } from '#shared/board'
import type { Settings } from '../home/settings-schema'

export interface SpentToday {
  readonly costUsd: number
  readonly agents: ReadonlyMap<string, number>
  readonly lanes: ReadonlyMap<string, number>
}

/** The caps of a day that are reached, the widest first. They lift when the day ends, or when they are raised. */
export function reachedCaps(spent: SpentToday, caps: Settings['spend'], dayEndsAt: number): ReachedCap[] {
  const reached: ReachedCap[] = []
  const look = (
    scope: ReachedCap['scope'],
    name: string,
    spentUsd: number,
    capUsd: number | undefined,
    who: string,
  ) => {
    if (capUsd === undefined || spentUsd < capUsd) return
    const sentence = `${who} spent ${dollars(spentUsd)} of the ${dollars(capUsd)} it may spend a day.`
    reached.push({ scope, name, spentUsd, capUsd, until: dayEndsAt, sentence })
  }
  look('day', '', spent.costUsd, caps.day_usd, 'This home')
  for (const [name, usd] of spent.lanes) look('lane', name, usd, caps.lane_usd_per_day, `The lane ${name}`)
  for (const [name, usd] of spent.agents) look('agent', name, usd, caps.agent_usd_per_day, `The agent ${name}`)
  return reached
}

export function dollars(usd: number): string {
  return `$${usd.toFixed(usd > 0 && usd < 0.1 ? 4 : 2)}`
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
