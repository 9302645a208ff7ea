import type { HomePaths } from '../../core/ground/home-paths'
import { CommandFailure, exitCodes } from './command-failure'
import type { CommandParts } from './command-parts'
import type { Voice } from './voice'

/** One command as it was asked for. */
export interface Call {
  readonly paths: HomePaths
  readonly parts: CommandParts
  readonly voice: Voice
  /** The bound somebody gave for waits, in seconds, or null. */
  readonly timeoutSeconds: number | null
}

/** How long an owner may take to answer a plain call, in seconds. */
export const answerSeconds = 30

export interface Bound {
  readonly seconds: number
  /** Why it was not waited longer, and what to do then. */
  readonly late: (seconds: number) => { readonly sentence: string; readonly nextStep: string }
  /** What is said to somebody who breaks the wait off. */
  readonly interrupted?: { readonly sentence: string; readonly nextStep: string | null }
}

export const slowOwner: Bound = {
  seconds: answerSeconds,
  late: (seconds) => ({
    sentence: `The owner of the home did not answer within ${seconds} s.`,
    nextStep: 'Try again, or wait longer with --timeout SECONDS.',
  }),
}

/**
 * Waits for `work`, but neither for ever nor against an interruption: its signal then aborts and the failure says why. The
 * work is given no time to end; the process is about to.
 */
export async function inTime<Value>(
  call: Pick<Call, 'timeoutSeconds' | 'parts'>,
  bound: Bound,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const seconds = call.timeoutSeconds ?? bound.seconds
  const broken = Promise.withResolvers<never>()
  const over = new AbortController()
  const timer = setTimeout(() => {
    const { sentence, nextStep } = bound.late(seconds)
    broken.reject(new CommandFailure('timed_out', sentence, { nextStep }))
  }, seconds * 1000)
  const interrupt = (): void => {
    const { sentence, nextStep } = bound.interrupted ?? { sentence: 'The command was interrupted.', nextStep: null }
    broken.reject(new CommandFailure('interrupted', sentence, { nextStep, exitCode: exitCodes.interrupted }))
  }
  const { ending } = call.parts
  ending.addEventListener('abort', interrupt, { once: true })
  if (ending.aborted) interrupt()
  try {
    return await Promise.race([work(over.signal), broken.promise])
  } finally {
    clearTimeout(timer)
    ending.removeEventListener('abort', interrupt)
    over.abort()
  }
}
