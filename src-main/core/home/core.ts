import type { Board } from '#shared/board'
import type { CallsOf } from '#shared/contract'
import type { Upgrade } from '../supervise/control-socket'

/** The calls of the contract as functions of a core. */
export type Calls = CallsOf<AbortSignal>

/** What the core asks of the host it lives in. */
export interface HostDoor {
  /** An address that opens the panel once, or null after a host without addresses has shown its own window. */
  panelAddress(): Promise<{ address: string | null }>
  /** Files of the owner had been removed from the home and were put back: those of the host are to be written again. */
  restored?(): void
  /** Ends the process by the host's own path: stop, let go of the home, exit. */
  quit(): void
}

/** Of a host without a panel, which ends by itself. */
export const closedDoor: HostDoor = { panelAddress: async () => ({ address: null }), quit: () => {} }

/**
 * Everything the core does for one home: the calls of the contract, and what only its host needs. Calls that cannot be
 * honoured throw `Refused`; followers are pulled, so a reader that stops reading costs one pending value. A follower ends
 * when its signal aborts or the core closes. Closing rejects, after everything was let go of, when the stop left something
 * running.
 */
export interface Core extends Calls, AsyncDisposable {
  /** The folder of the home. */
  readonly path: string
  boardNow(): Board
  /** Who serves the contract to other processes of the user, through the owner's door, from now on. */
  serve(upgrade: Upgrade): void
}
