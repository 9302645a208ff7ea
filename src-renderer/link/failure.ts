import { ORPCError } from '@orpc/client'
import { Refusal } from '#shared/refusal'

/** A call that did not do what it was asked: words for the operator. `refused`: expected, and asking again is useless. */
export interface Failure {
  readonly refused: boolean
  readonly sentence: string
  readonly nextStep: string | null
}

export const notConnected: Failure = {
  refused: false,
  sentence: 'The panel is not connected to its host.',
  nextStep: 'Wait for the connection to come back, then try again.',
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError && error.code === 'REFUSED') {
    const refusal = Refusal.safeParse(error.data)
    if (refusal.success) {
      return { refused: true, sentence: refusal.data.sentence, nextStep: refusal.data.nextStep }
    }
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return { refused: true, sentence: `The host did not accept the request: ${error.message}.`, nextStep: null }
  }
  const cause = error instanceof Error ? error.message : String(error)
  return {
    refused: false,
    sentence: `The call to the host failed: ${cause}`,
    nextStep: 'Try again. If it goes on, the log of the home says more.',
  }
}
