import type { FailureClass, Permissions } from '#shared/invocation'
import type { IncomingMessage } from '#shared/message'
import type { Inspection } from './inspect'
import type { Result } from './lane-moves'

/** A claimed item as whoever works on it sees it. */
export interface ClaimedItem {
  readonly lane: string
  readonly id: string
  /** Its name in `processing`. */
  readonly file: string
  readonly claim: string
  /** When its file came, in ms. */
  readonly arrivedAt: number
  readonly attempt: number
  readonly lastAttempt: boolean
  readonly key: string | null
  readonly message: IncomingMessage
  readonly room: Room
}

/**
 * The slot an item in progress works in. It keeps its place in the home and the lane until its work has ended, and changes
 * only the group.
 */
export interface Room {
  /**
   * Gives back the slot of the present group and waits for one of `group`, before items that have not started yet; at once
   * `shut`, and the present slot kept, when that group may start nothing now, and `shut` too when it comes to that while it
   * waits. Only one call at a time.
   */
  enter(group: string, signal: AbortSignal): Promise<Entered>
}

export type Entered = 'entered' | 'shut' | 'aborted'

/** What the worker on an item knows of it while it works; shown with the item. */
export interface Working {
  readonly agent: string | null
  readonly provider: string | null
  readonly invocationId: string | null
  readonly permissions?: Permissions | null
  /** What that invocation was kept from doing, once it has ended. */
  readonly refused?: string
  /** That invocation had ended in an earlier life, and nothing was started. */
  readonly takenUp?: true
  /** The run of a workflow it is in. */
  readonly runId?: string | null
}

/** How the work on a claimed item ended, and what is done once the lane has moved it accordingly. */
export type Ended = Ending & {
  /** Called once after the move that follows, before anything of its key starts; its failure is logged, nothing else. */
  readonly after?: () => Promise<void>
}

export type Ending =
  /** `result` null: it is done and its conversation is told nothing, for the reason that `sentence` says. */
  | { readonly kind: 'completed'; readonly result: Result }
  | { readonly kind: 'completed'; readonly result: null; readonly sentence: string }
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
      /** Whose slot it then waits for; left out: the same as before. Forgotten at a restart, when `GroupOf` decides anew. */
      readonly group?: string
    }
  /**
   * A person is asked: it keeps its key and its place in `processing`, and gives back its slot. `notice` is what its
   * conversation is told of that, exactly once.
   */
  | { readonly kind: 'waiting'; readonly sentence: string; readonly notice?: Result }

/**
 * Works on one claimed item until it ended. Never throws for what an agent or its output does; a throw is a bug or a
 * fault of the machine and fails the attempt. `working` may be called as often as what is known changes.
 */
export type Work = (item: ClaimedItem, signal: AbortSignal, working: (now: Working) => void) => Promise<Ended>

/** What the lane must know of an item before it may start: which provider's slot it needs. */
export type GroupOf = (message: IncomingMessage) => string

/** How a lane reads its files. */
export interface ItemReading {
  /** What the JSON of a file is. `file` is the name it came with; a copy under another name must read the same. */
  of(value: unknown, file: string): Inspection
  /** Items of one key are worked on one after another; null for one that is its own key. */
  keyOf(message: IncomingMessage): string | null
}
