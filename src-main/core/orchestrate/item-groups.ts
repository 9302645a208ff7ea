import type { Effective } from '../settings/settings'
import { type Routed, routeOf } from './route'
import { type SlotNeeds, slotNeedsIn, toAgent } from './slot-needs'

/**
 * Names the groups that items wait in. A name says how its items are routed and not where to: an edit of the settings can
 * change that while they wait, and they must not go on waiting for a provider that is no longer theirs, nor start past the
 * gate of the new one. Only what the settings know makes a group, so messages cannot make any number of them.
 */
export class ItemGroups {
  readonly #effective: () => Effective
  #from: Effective | null = null
  readonly #needs = new Map<string, SlotNeeds | null>()

  constructor(effective: () => Effective) {
    this.#effective = effective
  }

  groupOf(message: Routed): string {
    const group = this.#profileGroup(message)
    if (group === '') return ''
    const route = routeOf(message, this.#effective())
    return route.ok && route.isAddressed ? toAgent(group, route.agentId) : group
  }

  #profileGroup({ channel, channelProfileId }: Routed): string {
    const profiles = this.#effective().settings.channel_profiles
    if (channelProfileId !== undefined) return Object.hasOwn(profiles, channelProfileId) ? `p${channelProfileId}` : ''
    return Object.values(profiles).some((profile) => profile.channel === channel) ? `c${channel}` : ''
  }

  /** Null when nothing can answer these items: they start, to be told so. */
  needsOf(group: string): SlotNeeds | null {
    const effective = this.#effective()
    if (this.#from !== effective) this.#needs.clear()
    this.#from = effective
    const known = this.#needs.get(group)
    if (known !== undefined) return known
    const needs = slotNeedsIn(group, effective)
    this.#needs.set(group, needs)
    return needs
  }
}
