import type { FailureClass, Usage } from '#shared/invocation'
import { lastWords } from './last-words'

/** How a run's process ended, before anybody looked at what it said. The first cause in this order decides. */
export interface Ending {
  /** The operating system did not start the program. */
  readonly spawnError: { readonly code: string | null; readonly message: string } | null
  /** Set when the run was ended by us: the first reason wins. */
  readonly endedBy:
    | { readonly kind: 'timeout'; readonly afterMs: number }
    | { readonly kind: 'cancel'; readonly why: string }
    /** Its output said all there was to know. */
    | { readonly kind: 'enough' }
    | null
  readonly exitCode: number | null
  readonly signal: string | null
  /** The last few kilobytes of stderr. */
  readonly stderrTail: string
}

export interface Success {
  readonly ok: true
  readonly text: string
  readonly sessionId: string | null
  readonly usage: Usage | null
  /** The session's totals, to be given back as `usageBefore` when it is resumed. */
  readonly sessionUsage: Usage | null
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
  unauthenticated: 'Log in to the program, then test the provider.',
  cancelled: null,
}

export function failure(
  failureClass: FailureClass,
  retryable: boolean,
  reason: string,
  nextStep: string | null = null,
  rest: { sessionId?: string | null; usage?: Usage | null; resetAt?: number | null } = {},
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
  }
}

/** What is said of a run whatever its program: it never started, we ended it, or somebody else killed it. */
export function endedOutside(program: string, ending: Ending, sessionId: string | null): Failure | null {
  const rest = { sessionId }
  if (ending.endedBy?.kind === 'cancel') {
    return failure('cancelled', false, ending.endedBy.why, null, rest)
  }
  if (ending.spawnError !== null) return notStarted(program, ending.spawnError)
  if (ending.endedBy?.kind === 'timeout') {
    const seconds = Math.round(ending.endedBy.afterMs / 100) / 10
    const next = 'Raise run_seconds in config.yaml if this agent needs longer.'
    return failure('timed_out', true, `${program} did not finish within ${seconds} seconds.`, next, rest)
  }
  // What it said tells why; that it left by our signal does not.
  if (ending.endedBy?.kind === 'enough') return null
  const signal = ending.signal ?? signalOfExitCode(ending.exitCode)
  if (signal !== null) {
    const next = 'Something outside ended it; the system may have been short of memory.'
    return failure('killed', true, `${program} was ended by ${signal}.`, next, rest)
  }
  return null
}

function notStarted(program: string, error: { code: string | null; message: string }): Failure {
  if (error.code === 'ENOENT') {
    const next = 'Check that the program, and the interpreter its first line names, are installed.'
    return failure('spawn_failed', false, `${program} could not be started: ${error.message}`, next)
  }
  const passing =
    error.code === 'EAGAIN' || error.code === 'ENOMEM' || error.code === 'EMFILE' || error.code === 'ENFILE'
  return failure('spawn_failed', passing, `${program} could not be started: ${error.message}`)
}

/** Programs that catch a signal leave by 128 + its number. */
function signalOfExitCode(exitCode: number | null): string | null {
  switch (exitCode) {
    case 129:
      return 'SIGHUP'
    case 137:
      return 'SIGKILL'
    case 143:
      return 'SIGTERM'
    default:
      return null
  }
}

const longestReadable = 64 * 1024

/** Text without terminal colours and control characters; of a long one the beginning, since only sentences are made of it. */
export function readable(text: string): string {
  return (
    text
      .slice(0, longestReadable)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\))/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

export function exitSentence(program: string, ending: Ending): string {
  const words = lastWords(readable(ending.stderrTail))
  return `${program} ended with exit code ${ending.exitCode ?? 'unknown'}${words === null ? '.' : `: ${words}`}`
}
