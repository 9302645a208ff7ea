import type { ReachedCap, SpendToday } from '#shared/board'
import type { Invocation } from '#shared/invocation'
import { dollars } from '#shared/words'
import type { Settings } from '../settings/settings-schema'
import type { Spend } from './spend'
import { dayEnd, dayOf, reachedCaps } from './spend-caps'

export interface SpendWatchOptions {
  readonly spend: Pick<Spend, 'day' | 'itemCost' | 'record'>
  readonly caps: () => Settings['spend']
  readonly troubled: (error: unknown) => void
  /** Told that sums changed, or which caps are reached. */
  readonly changed: () => void
  readonly now: () => number
}

/** Looked at again at least this often, as clocks are set and machines sleep, in ms. */
const longestWaitMs = 60_000
/** Sums that could not be read are read again after this long, in ms. */
const unreadableMs = 2000
const unreadable = 'What was spent cannot be read, so nothing starts while a spend cap is set.'

/**
 * Which spend caps are reached now. Sums are read when a run ended, the settings changed or the day did; asking costs
 * nothing. While they cannot be read, a cap counts as reached. Runs that are already at work when a cap is reached go on, so a cap can be overrun by what they use.
 */
export class SpendWatch implements Disposable {
  readonly #options: SpendWatchOptions
  #today: SpendToday
  #agents = new Set<string>()
  #lanes = new Set<string>()
  #isReadable = true
  #timer: NodeJS.Timeout | null = null

  constructor(options: SpendWatchOptions) {
    this.#options = options
    this.#today = this.#read()
    this.#arm()
  }

  get today(): SpendToday {
    return this.#today
  }

  /** Why nothing may start although no sum says so, or null: what was spent is not known. */
  get trouble(): string | null {
    return !this.#isReadable && isCapped(this.#options.caps()) ? unreadable : null
  }

  /** Whether nothing at all, nothing of this lane, or nothing of this agent may start. */
  holdsAll(): boolean {
    return this.trouble !== null || this.#today.reached.some((cap) => cap.scope === 'day')
  }

  holdsLane(lane: string): boolean {
    return this.#lanes.has(lane) || this.#lanes.has('')
  }

  holdsAgent(agent: string): boolean {
    return this.#agents.has(agent) || this.#agents.has('')
  }

  /** Why an item of this lane and agent waits, by the widest cap that holds it, or null. */
  holding(lane: string, agent: string): Pick<ReachedCap, 'sentence'> | null {
    const { trouble } = this
    if (trouble !== null) return { sentence: trouble }
    const covers = { day: [''], lane: [lane, ''], agent: [agent, ''] } as const
    return this.#today.reached.find(({ scope, name }) => covers[scope].some((one) => one === name)) ?? null
  }

  /** Why no further attempt at an item may start, or null. Nothing but a higher cap lifts this, unless there is `trouble`. */
  itemHeld(lane: string, item: string): string | null {
    const cap = this.#options.caps().item_usd
    if (cap === undefined) return null
    const spent = this.#itemCost(lane, item)
    if (spent === null) return unreadable
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
      this.#isReadable = true
    } catch (error) {
      this.#failed(error)
    }
    this.#options.changed()
  }

  #itemCost(lane: string, item: string): number | null {
    try {
      return this.#options.spend.itemCost(lane, item)
    } catch (error) {
      this.#failed(error)
      this.#options.changed()
      return null
    }
  }

  #failed(error: unknown): void {
    const wasReadable = this.#isReadable
    this.#isReadable = false
    this.#options.troubled(error)
    if (wasReadable && this.#timer !== null) this.#arm()
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
    return { day: name, ...sums, capped: isCapped(caps()), capUsd: caps().day_usd ?? null, reached }
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const toDayEndMs = Math.max(dayEnd(this.#options.now()) - this.#options.now(), 1)
    const waitMs = this.#isReadable ? Math.min(toDayEndMs, longestWaitMs) : unreadableMs
    this.#timer = setTimeout(() => {
      if (!this.#isReadable || this.#today.day !== dayOf(this.#options.now())) this.refresh()
      this.#arm()
    }, waitMs)
  }
}

function namesOf(reached: readonly ReachedCap[], scope: ReachedCap['scope']): Set<string> {
  return new Set(reached.filter((cap) => cap.scope === scope).map((cap) => cap.name))
}

function isCapped(caps: Settings['spend']): boolean {
  return Object.values(caps).some((cap) => cap !== undefined)
}
