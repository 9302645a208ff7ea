import { Refused } from '../ground/refused'
import type { ForeignHome } from './foreign-home'
import type { FoundHome } from './found-home'
import type { OwnHome } from './own-home'

/**
 * A home as this process has it: its own, with all its parts, one that another process owns, until that one has ended,
 * or one that is only looked at.
 * The calls of the contract ask for what they need, so what another process's home cannot do is refused in one place.
 */
export class HomeState {
  #now: OwnHome | ForeignHome | FoundHome

  constructor(first: OwnHome | ForeignHome | FoundHome) {
    this.#now = first
  }

  get now(): OwnHome | ForeignHome | FoundHome {
    return this.#now
  }

  /** What the home was before. */
  replace(next: OwnHome | ForeignHome): OwnHome | ForeignHome | FoundHome {
    const before = this.#now
    this.#now = next
    return before
  }

  /** The home, which this process owns; refused with `owned_by_another` or `not_running` when it does not. */
  own(): OwnHome {
    const home = this.seen()
    if (home.kind === 'own') return home
    const sentence = 'Lanekeeper is not running for this home.'
    throw new Refused('not_running', sentence, 'Start it with lanekeeper start --detach.')
  }

  /** The home, to be asked and given items; refused with `owned_by_another` when its owner is to be asked. */
  seen(): OwnHome | FoundHome {
    if (this.#now.kind !== 'foreign') return this.#now
    const { pid, host } = this.#now.owner
    const sentence = `Process ${pid} (${host} host) owns this home.`
    throw new Refused('owned_by_another', sentence, 'Use its panel, or stop it first.')
  }

  /** The home of another process; refused with `not_offered` when it is this one's own. */
  foreign(): ForeignHome {
    if (this.#now.kind === 'foreign') return this.#now
    throw new Refused('not_offered', 'This process owns the home itself.')
  }
}
