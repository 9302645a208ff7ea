import type { Choice } from '#shared/decision'
import type { AgentError, StepSpec } from '../../settings/workflow/workflow-spec'
import type { Question, RunState } from './run-state'

/** What an attempt cost, where its program told. */
export interface Used {
  readonly usd: number | null
  readonly estimated: boolean
}

export interface AttemptSucceeded {
  readonly kind: 'attempt_succeeded'
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  readonly outputHash: string
  readonly decision: 'approve' | 'reject' | null
  readonly feedback: string | null
  readonly used: Used
}

export interface AttemptFailed {
  readonly kind: 'attempt_failed'
  readonly reason: string
  readonly retryable: boolean
  readonly error?: AgentError
  readonly used: Used
}

/** Its turn was finished, and its answer does not say how it went; its agent can be asked for that alone. */
export interface AttemptUnsaid {
  readonly kind: 'attempt_unsaid'
  readonly reason: string
  readonly used: Used
}

/** The process ended or was stopped while the attempt ran; it counts for nothing. Before an invocation it never was. */
export interface AttemptInterrupted {
  readonly kind: 'attempt_interrupted'
  readonly used: Used
}

/** The agent asks a person, or finished without a word. */
export interface Blocked {
  readonly kind: 'blocked'
  readonly why: 'asked' | 'silent'
  readonly question: string
  readonly used: Used
}

export interface Decided {
  readonly kind: 'decided'
  readonly choice: Choice
  readonly text: string
}

export type RunEvent =
  | { readonly kind: 'adopted'; readonly item: { readonly lane: string; readonly id: string } }
  /** `attempt`: which one at its item. */
  | { readonly kind: 'begun'; readonly attempt: number }
  /** `notes`: how many of the run's notes it was told. */
  | { readonly kind: 'attempt_started'; readonly notes: number }
  | { readonly kind: 'attempt_invoked'; readonly invocationId: string }
  | AttemptSucceeded
  | AttemptFailed
  | AttemptUnsaid
  | AttemptInterrupted
  | Blocked
  /** Nothing more may be spent on its item. */
  | { readonly kind: 'over_budget'; readonly reason: string }
  | { readonly kind: 'asked_person'; readonly decisionId: string }
  | Decided
  | { readonly kind: 'noted'; readonly from: string; readonly text: string }
  | { readonly kind: 'canceled'; readonly reason: string }
  /** It cannot go on, and no step of it can do anything about that. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** A person goes on with a run that is over. `keepsItem`: the item it had is put back in line. */
  | { readonly kind: 'reopened'; readonly stepId: string; readonly keepsItem: boolean }
  | { readonly kind: 'settled' }

/** What must be done next. Every state of a run that is not over has exactly one. */
export type Next =
  | { readonly kind: 'begin' }
  | { readonly kind: 'attempt'; readonly step: StepSpec; readonly attempt: number }
  /** An attempt was begun: what came of it decides. */
  | { readonly kind: 'conclude'; readonly step: StepSpec; readonly attempt: number }
  | { readonly kind: 'ask'; readonly question: Question; readonly decisionId: string }
  | { readonly kind: 'wait'; readonly decisionId: string }
  /** Its state says that it runs, but not where. */
  | { readonly kind: 'give_up'; readonly reason: string }
  | { readonly kind: 'over' }

export interface Moved {
  readonly run: RunState
  readonly next: Next
}
