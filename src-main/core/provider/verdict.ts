import type { Usage } from '#shared/invocation'
import { type Conclusion, type Ending, type Failure, failure } from './outcome'

/** What a program said by its end, whichever language it speaks. */
export type Said =
  /** Its turn is finished, with these words; `lastWords`: its result had none, so they are the last it said before. */
  | { readonly kind: 'answer'; readonly text: string; readonly lastWords: boolean }
  /** Its turn is finished, and it said nothing at all. */
  | { readonly kind: 'silence'; readonly sentence: string }
  | { readonly kind: 'refusal'; readonly sentence: string }
  /** It told why it failed. */
  | { readonly kind: 'error'; readonly failure: Failure }
  /** It told that somebody broke off its work, which may have been us. */
  | { readonly kind: 'broken_off'; readonly failure: Failure }
  | { readonly kind: 'nothing' }

export const endings = ['zero', 'non_zero', 'signal', 'never', 'stopped', 'canceled', 'not_started'] as const
export type EndedAs = (typeof endings)[number]

/**
 * The one rule of who decides: what a program said comes before how its process ended. A finished turn is an answer
 * whatever came after it, so an attempt is repeated only when nothing says that its work was done. A person who takes a
 * run back is the exception, and the errors of a run that we stopped are our own doing.
 */
export function decides(said: Said['kind'], ended: EndedAs): 'said' | 'ended' {
  if (ended === 'canceled' || ended === 'not_started') return 'ended'
  switch (said) {
    case 'answer':
    case 'silence':
    case 'refusal':
      return 'said'
    case 'error':
      return ended === 'stopped' ? 'ended' : 'said'
    case 'broken_off':
      return ended === 'stopped' || ended === 'never' ? 'ended' : 'said'
    case 'nothing':
      return 'ended'
  }
}

/** Whether a run ended with its turn finished, so that what it was to do must not be done again. */
export function isFinishedTurn(conclusion: Conclusion): boolean {
  return conclusion.ok || conclusion.silent || conclusion.failureClass === 'refused'
}

export function endedAs({ spawnError, endedBy, exitCode, signal }: Ending): EndedAs {
  if (endedBy?.kind === 'cancel') return 'canceled'
  if (spawnError !== null) return 'not_started'
  if (endedBy?.kind === 'stop') return 'stopped'
  // That it left by our signal says nothing.
  if (endedBy?.kind === 'timeout' || endedBy?.kind === 'finished') return 'never'
  if (endedBy?.kind === 'enough') return 'zero'
  if (signal !== null || signalOfExitCode(exitCode) !== null) return 'signal'
  return exitCode === 0 ? 'zero' : 'non_zero'
}

export interface Judging {
  /** Its name in sentences. */
  readonly program: string
  readonly said: Said
  readonly ending: Ending
  readonly sessionId: string | null
  readonly usage: Usage | null
  readonly sessionUsage?: Usage | null
  /** Sentences about what was said that an answer keeps. */
  readonly notices?: readonly string[]
  /** What is made of a program that left by itself without a word about its turn. */
  readonly left: () => Failure
}

/** How an attempt ended, by what was said and how its process ended. */
export function judged(judging: Judging): Conclusion {
  const { program, said, ending, sessionId, usage, sessionUsage = null } = judging
  const rest = { sessionId, usage }
  const ended = endedAs(ending)
  if (decides(said.kind, ended) === 'ended') return { ...unsaid(judging, ended), ...rest }
  switch (said.kind) {
    case 'answer': {
      const words = `${program} gave an empty result; the last text it said before is the answer.`
      const notices = [
        ...(judging.notices ?? []),
        ...(said.lastWords ? [words] : []),
        ...lateEnd(program, ending, ended),
      ]
      return { ok: true, text: said.text, ...rest, sessionUsage, notices }
    }
    case 'silence': {
      const next = 'See its log for what it did, then say how it goes on.'
      return failure('empty_output', false, said.sentence, next, { ...rest, silent: true })
    }
    case 'refusal':
      return failure('refused', false, said.sentence, null, rest)
    case 'error':
    case 'broken_off':
      return { ...said.failure, ...rest }
    case 'nothing':
      return { ...unsaid(judging, ended), ...rest }
  }
}

/** What is told of a process that did not leave as one does whose work is done. */
function lateEnd(program: string, { endedBy, exitCode, signal }: Ending, ended: EndedAs): string[] {
  switch (ended) {
    case 'non_zero':
      return [`${program} left with ${exitCode ?? 'an unknown code'} after it had finished.`]
    case 'signal':
      return [`${program} was ended by ${signal ?? signalOfExitCode(exitCode) ?? 'a signal'} after it had finished.`]
    case 'stopped':
      return [`${program} had finished when it was stopped.`]
    case 'never':
      return [
        endedBy?.kind === 'finished'
          ? `${program} did not leave within ${inSeconds(endedBy.afterMs)} after it had finished, so it was ended.`
          : `${program} had finished and did not leave until its time was over, so it was ended.`,
      ]
    default:
      return []
  }
}

function unsaid({ program, ending, sessionId, left }: Judging, ended: EndedAs): Failure {
  const rest = { sessionId }
  const { endedBy, spawnError, missing = null } = ending
  if (endedBy?.kind === 'cancel' || endedBy?.kind === 'stop') {
    return failure('cancelled', false, endedBy.why, null, rest)
  }
  if (missing !== null) return failure('missing_binary', false, missing.reason, missing.nextStep, rest)
  if (spawnError !== null) return notStarted(program, spawnError)
  if (endedBy?.kind === 'timeout' || endedBy?.kind === 'finished') {
    const next = 'Raise run_seconds in config.yaml if this agent needs longer.'
    return failure('timed_out', true, `${program} did not finish within ${inSeconds(endedBy.afterMs)}.`, next, rest)
  }
  if (ended === 'signal') {
    const signal = ending.signal ?? signalOfExitCode(ending.exitCode) ?? 'a signal'
    const next = 'Something outside ended it; the system may have been short of memory.'
    return failure('killed', true, `${program} was ended by ${signal}.`, next, rest)
  }
  return left()
}

function notStarted(program: string, error: { code: string | null; message: string }): Failure {
  const sentence = `${program} could not be started: ${error.message}`
  if (error.code === 'ENOENT') {
    const next = 'Check that the program, and the interpreter its first line names, are installed.'
    return failure('missing_binary', false, sentence, next)
  }
  // No memory or processes left, or the program's file is just being replaced.
  const passing = ['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE', 'ETXTBSY'].includes(error.code ?? '')
  return failure('spawn_failed', passing, sentence)
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} seconds`
}

/** Programs that catch a signal leave by 128 + its number. */
function signalOfExitCode(exitCode: number | null): string | null {
  switch (exitCode) {
    case 129:
      return 'SIGHUP'
    case 130:
      return 'SIGINT'
    case 134:
      return 'SIGABRT'
    case 137:
      return 'SIGKILL'
    case 139:
      return 'SIGSEGV'
    case 143:
      return 'SIGTERM'
    default:
      return null
  }
}
