import { type Failure, failure } from './outcome'
import { plainWords } from './plain-words'
import { resetTime } from './reset-time'
import type { Trouble } from './trouble'

export interface ModelFailure {
  /** Its name in sentences. */
  readonly program: string
  /** As the program told it, JSON and all. */
  readonly said: string
  /** Whether the run went on with an earlier conversation. */
  readonly resumed: boolean
  /** When a limit ends, ms since the epoch, where the program told it apart from its words. */
  readonly resetAt: number | null
  readonly now: number
  /** How to log in. */
  readonly logIn: string
  /** How to update it, as the beginning of a sentence. */
  readonly update: string
}

/** The failure that a trouble is. A refusal is none: see `refusalSentence`. */
export function troubleFailure(trouble: Exclude<Trouble, 'refusal'>, told: ModelFailure): Failure {
  const { program, said, resumed, now, logIn, update } = told
  const words = ownWords(said)
  const quoted = (sentence: string) => (words === '' ? `${sentence}.` : `${sentence}: ${words}`)
  switch (trouble) {
    case 'unauthenticated':
      return failure('unauthenticated', false, quoted(`${program} may not use the model`), logIn)
    case 'outdated': {
      const next = `${update}; then test the provider.`
      return failure('missing_binary', false, quoted(`${program} must be updated`), next)
    }
    case 'billing':
      return failure('billing', false, quoted('The account has nothing left to pay with'))
    case 'limit': {
      const resetAt = told.resetAt ?? resetTime(said, now)
      return failure('rate_limited', true, quoted("The model's limit is reached"), null, { resetAt })
    }
    case 'overloaded':
      return failure('overloaded', true, 'The model is overloaded.')
    case 'too_long': {
      if (!resumed) {
        const next = 'Send less at once, or give it to a model with more room.'
        return failure('non_zero_exit', false, quoted('The message is too long for the model'), next)
      }
      const next = 'It is tried once more in a fresh conversation.'
      return failure('non_zero_exit', true, quoted('The conversation is too long'), next, { fresh: true })
    }
  }
}

export function refusalSentence(said: string): string {
  const words = ownWords(said)
  return words === '' ? 'The model refused.' : `The model refused: ${words}`
}

/** Without what only says that it is an error, and as a whole sentence, since another may follow it. */
function ownWords(said: string): string {
  const words = plainWords(said).replace(/^API Error:?\s*(?:\d{3}\b\s*)?/, '')
  return words === '' || /[.!?…]\)?$/.test(words) ? words : `${words}.`
}
