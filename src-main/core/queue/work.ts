import type { FailureClass, Permissions } from '#shared/invocation'
import type { IncomingMessage } from '#shared/message'
import type { Result } from './lane-moves'

/** A claimed item as whoever works on it sees it. */
export interface ClaimedItem {
  readonly lane: string
  readonly id: string
  /** Its name in `processing`. */
  readonly file: string
  readonly claim: string
  readonly attempt: number
  readonly lastAttempt: boolean
  readonly key: string | null
  readonly message: IncomingMessage
}

/** What the worker on an item knows of it while it works; shown with the item. */
export interface Working {
  readonly agent: string | null
  readonly provider: string | null
  readonly invocationId: string | null
  readonly permissions?: Permissions | null
}

/** How the work on a claimed item ended. */
export type Ended =
  | { readonly kind: 'completed'; readonly result: Result }
  | {
      readonly kind: 'failed'
      readonly failureClass: FailureClass | null
      readonly sentence: string
      readonly nextStep: string | null
      /** False when trying again cannot help. */
      readonly retryable: boolean
      /** What the conversation is told if the item is buried. */
      readonly summary: Result
    }
  /** Stopped by its signal; the item goes back in line as it was. */
  | { readonly kind: 'interrupted' }
  /** Nothing the item is to blame for: it goes back in line without a counted attempt, and may start after `notBefore`. */
  | {
      readonly kind: 'held'
      readonly sentence: string
      readonly nextStep: string | null
      readonly notBefore: number | null
    }

/**
 * Works on one claimed item until it ended. Never throws for what an agent or its output does; a throw is a bug or a
 * fault of the machine and fails the attempt. `working` may be called as often as what is known changes.
 */
export type Work = (item: ClaimedItem, signal: AbortSignal, working: (now: Working) => void) => Promise<Ended>

/** What the lane must know of an item before it may start: which provider's slot it needs. */
export type GroupOf = (message: IncomingMessage) => string
