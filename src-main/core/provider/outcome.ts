import type { FailureClass, Usage } from '#shared/invocation'
import { lastWords } from './last-words'
import { plainWords, readable } from './plain-words'

/** How a run's process ended, before anybody looked at what it said. The first cause in this order decides. */
export interface Ending {
  /** The operating system did not start the program. */
  readonly spawnError: { readonly code: string | null; readonly message: string } | null
  /** Set when the run was ended by us: the first reason wins. */
  readonly endedBy:
    | { readonly kind: 'timeout'; readonly afterMs: number }
    /** A person took it back. */
    | { readonly kind: 'cancel'; readonly why: string }
    /** The supervisor stopped, or its lane did. */
    | { readonly kind: 'stop'; readonly why: string }
    /** Its output said all there was to know. */
    | { readonly kind: 'enough' }
    /** Its turn was over, and it did not leave. */
    | { readonly kind: 'finished'; readonly afterMs: number }
    | null
  readonly exitCode: number | null
  readonly signal: string | null
  /** The last few kilobytes of stderr. */
  readonly stderrTail: string
  /** What of the program, or of what it needs to run, is not there; looked for when it ended as such programs do. */
  readonly missing?: Missing | null
  /** What it is called, where it is another than the one whose language it speaks. */
  readonly program?: string
  /** Of a program whose language is not known here, if it tells it. */
  readonly version?: string | null
}

/** What is told of a run that was cut off with its owner, for which nobody saw how it ended. */
export const cutOff = 'Lanekeeper ended before this run did.'

export interface Missing {
  readonly reason: string
  readonly nextStep: string
}

export interface Success {
  readonly ok: true
  readonly text: string
  readonly sessionId: string | null
  readonly usage: Usage | null
  /** The session's totals, to be given back as `usageBefore` when it is resumed. */
  readonly sessionUsage: Usage | null
  /** Sentences about what was out of the ordinary. */
  readonly notices: readonly string[]
}

export interface Failure {
  readonly ok: false
  readonly failureClass: FailureClass
  readonly retryable: boolean
  readonly reason: string
  readonly nextStep: string | null
  readonly sessionId: string | null
  readonly usage: Usage | null
  /** When a usage limit ends, ms since the epoch, where the program told. */
  readonly resetAt: number | null
  /** Its turn was finished without a word: the work may be done, so a person says how it goes on. */
  readonly silent: boolean
  /** It is the conversation that cannot go on; the same message in a fresh one may. */
  readonly fresh: boolean
}

/** How an attempt ended, well or badly. */
export type Conclusion = Success | Failure

/** What to do about a failure of which nothing more is known. */
const usualNextStep: Record<FailureClass, string | null> = {
  missing_binary: 'Install the program, or name it in config.yaml.',
  spawn_failed: 'Check the program, and that this machine has memory and processes left.',
  timed_out: 'Raise run_seconds in config.yaml if this agent needs longer.',
  non_zero_exit: 'See its log for what it said.',
  killed: 'Something outside ended it; the system may have been short of memory.',
  output_unparseable: 'See its log for what it wrote instead.',
  empty_output: 'See its log for what it did instead of answering.',
  rate_limited: 'It is tried again later.',
  overloaded: 'It is tried again later.',
  billing: 'Put something into the account, or use another.',
  refused: 'Put it in other words, or give it to another model.',
  unauthenticated: 'Log in to the program, then test the provider.',
  cancelled: null,
}

export function failure(
  failureClass: FailureClass,
  retryable: boolean,
  reason: string,
  nextStep: string | null = null,
  rest: Partial<Pick<Failure, 'sessionId' | 'usage' | 'resetAt' | 'silent' | 'fresh'>> = {},
): Failure {
  return {
    ok: false,
    failureClass,
    retryable,
    reason,
    nextStep: nextStep ?? usualNextStep[failureClass],
    sessionId: rest.sessionId ?? null,
    usage: rest.usage ?? null,
    resetAt: rest.resetAt ?? null,
    silent: rest.silent ?? false,
    fresh: rest.fresh ?? false,
  }
}

export function exitSentence(program: string, ending: Ending): string {
  const words = plainWords(lastWords(readable(ending.stderrTail)) ?? '')
  return `${program} ended with exit code ${ending.exitCode ?? 'unknown'}${words === '' ? '.' : `: ${words}`}`
}
