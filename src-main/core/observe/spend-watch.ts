import type { ReachedCap, SpendToday } from '#shared/board'
import type { Invocation } from '#shared/invocation'
import type { Settings } from '../home/settings-schema'
import type { Spend } from './spend'
import { dayEnd, dayOf, dollars, reachedCaps } from './spend-caps'

export interface SpendWatchOptions {
  readonly spend: Spend
  readonly caps: () => Settings['spend']
  readonly troubled: (error: unknown) => void
  /** Told that sums changed, or which caps are reached. */
  readonly changed: () => void
  readonly now: () => number
}

/** Looked at again at least this often, as clocks are set and machines sleep, in ms. */
const longestWaitMs = 60_000

/**
 * Which spend caps are reached now. Sums are read when a run ended, the settings changed or the day did; asking costs
 * nothing. Runs that are already at work when a cap is reached go on, so a cap can be overrun by what they use.
 */
export class SpendWatch implements Disposable {
  readonly #options: SpendWatchOptions
  #today: SpendToday
  #agents = new Set<string>()
  #lanes = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: SpendWatchOptions) {
    this.#options = options
    this.#today = this.#read()
    this.#arm()
  }

  get today(): SpendToday {
    return this.#today
  }

  /** Whether nothing at all, nothing of this lane, or nothing of this agent may start. */
  holdsAll(): boolean {
    return this.#today.reached.some((cap) => cap.scope === 'day')
  }

  holdsLane(lane: string): boolean {
    return this.#lanes.has(lane)
  }

  holdsAgent(agent: string): boolean {
    return this.#agents.has(agent)
  }

  /** The sentence about the widest cap that keeps an item of this lane and agent waiting, or null. */
  holding(lane: string, agent: string): ReachedCap | null {
    return (
      this.#today.reached.find(
        ({ scope, name }) =>
          scope === 'day' || (scope === 'lane' && name === lane) || (scope === 'agent' && name === agent),
      ) ?? null
    )
  }

  /** Why no further attempt at an item may start, or null. Nothing but a higher cap lifts this. */
  itemHeld(lane: string, item: string): string | null {
    const cap = this.#options.caps().item_usd
    if (cap === undefined) return null
    const spent = this.#options.spend.itemCost(lane, item)
    return spent < cap ? null : `Its attempts cost ${dollars(spent)}; an item may cost ${dollars(cap)}.`
  }

  recorded(invocation: Invocation): void {
    if (invocation.usage === null) return
    this.#options.spend.record(invocation)
    this.refresh()
  }

  /** Sums that cannot be read now stay as they were: this is also called by timers, where nobody would catch it. */
  refresh(): void {
    try {
      this.#today = this.#read()
    } catch (error) {
      this.#options.troubled(error)
    }
    this.#options.changed()
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #read(): SpendToday {
    const { spend, caps, now } = this.#options
    const { agents, lanes, name, ...sums } = spend.day(dayOf(now()))
    const reached = reachedCaps({ costUsd: sums.costUsd, agents, lanes }, caps(), dayEnd(now()))
    this.#agents = namesOf(reached, 'agent')
    this.#lanes = namesOf(reached, 'lane')
    const capped = Object.values(caps()).some((cap) => cap !== undefined)
    return { day: name, ...sums, capped, capUsd: caps().day_usd ?? null, reached }
  }

  #arm(): void {
    const waitMs = Math.min(Math.max(dayEnd(this.#options.now()) - this.#options.now(), 1), longestWaitMs)
    this.#timer = setTimeout(() => {
      if (this.#today.day !== dayOf(this.#options.now())) this.refresh()
      this.#arm()
    }, waitMs)
  }
}

function namesOf(reached: readonly ReachedCap[], scope: ReachedCap['scope']): Set<string> {
  return new Set(reached.filter((cap) => cap.scope === scope).map((cap) => cap.name))
}
