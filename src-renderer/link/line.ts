import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract'

export type PanelClient = ContractRouterClient<Contract>

/** `access_ended`: the host closed the line because this panel may not use it any more; dialling again is useless. */
export type Ending = 'lost' | 'access_ended'

/** One open way to the core. `isOpen` is false before anything that travelled on the line hears of its end. */
export interface Line {
  readonly client: PanelClient
  readonly closed: Promise<Ending>
  isOpen(): boolean
  hangUp(): void
}

/** A host that takes the call and then says nothing: there is one, so it has refused nothing. */
export class SilentHost extends Error {
  override readonly name = 'SilentHost'
}

/** Opens a line, or rejects when nobody answers, within a bound of its own. */
export type Dial = () => Promise<Line>
