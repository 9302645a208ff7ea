import type { SessionPlan } from '../../command-plan'
import { lastWords } from '../../last-words'
import { refusalSentence, troubleFailure } from '../../model-failure'
import { type Conclusion, type Ending, exitSentence, type Failure, failure } from '../../outcome'
import { plainWords, readable } from '../../plain-words'
import { howToUpdate } from '../../program-dialect'
import { noSuchModel, type Trouble, troubleIn, troubleOfCode, troubleOfStatus } from '../../trouble'
import { judged, type Said } from '../../verdict'
import type { ClaudeOutput, ToldError } from './decoder'
import { claudeProgram } from './program'

const advice = (program: string) => ({
  logIn: claudeProgram.login.nextStep(program),
  update: howToUpdate(program, claudeProgram),
})
const nameOf = ({ program = 'claude' }: Ending): string => program
const noConversation = /no conversation found/i

/**
 * A turn is finished by a result line with subtype `success`, no error and at least one turn, whenever it comes and
 * whatever follows: the program also leaves with 0 when interrupted, and says `success` when the model could not be reached.
 */
export function classifyClaude(
  output: ClaudeOutput,
  ending: Ending,
  session: SessionPlan = { kind: 'fresh' },
  now = Date.now(),
): Conclusion {
  const { sessionId, usage, finished } = output
  const program = nameOf(ending)
  const notices =
    finished?.cut && finished.text !== null ? [`The result of ${program} was cut off; its beginning is kept.`] : []
  return judged({
    program,
    said: saidBy(output, ending, session, now),
    ending,
    sessionId,
    usage,
    notices,
    left: () => withoutResult(output, ending),
  })
}

function saidBy(output: ClaudeOutput, ending: Ending, session: SessionPlan, now: number): Said {
  const { finished, result, lastText, isRefused, error } = output
  const program = nameOf(ending)
  if (isRefused) return { kind: 'refusal', sentence: refusalSentence(finished?.text ?? error?.text ?? lastText ?? '') }
  if (finished !== null) {
    const { text, turns, cut } = finished
    // What was said before a result that broke off is whole.
    if (cut && text !== null && lastText?.startsWith(text)) return { kind: 'answer', text: lastText, lastWords: false }
    if (text !== null) return { kind: 'answer', text, lastWords: false }
    if (lastText !== null) return { kind: 'answer', text: lastText, lastWords: true }
    return {
      kind: 'silence',
      sentence: `${program} took ${turns === 1 ? 'a turn' : `${turns} turns`} and said nothing.`,
    }
  }
  if (result === null)
    return error === null ? saidOnStderr(ending, session, now) : told(output, error.text, session, now, program)
  if (!result.is_error && result.subtype === 'success') {
    const reason = `${program} took the message for a command of its own and asked no model: ${plainWords(result.result ?? '')}`
    return { kind: 'error', failure: failure('empty_output', false, reason, 'Begin the message with a word.') }
  }
  const said = result.result?.trim() || result.errors[0] || error?.text || exitSentence(program, ending)
  if (noConversation.test(said)) return { kind: 'error', failure: conversationGone(program) }
  switch (result.subtype) {
    case 'error_max_turns':
    case 'error_max_budget_usd': {
      const reason = `${program} stopped at its own limit: ${plainWords(said)}`
      const next = 'Raise that limit, or ask for less at once.'
      return { kind: 'error', failure: failure('non_zero_exit', false, reason, next) }
    }
    case 'error_during_execution': {
      const reason = `${program} was interrupted while it worked: ${plainWords(said)}`
      return { kind: 'broken_off', failure: failure('non_zero_exit', true, reason) }
    }
  }
  return told(output, said, session, now, program)
}

/** What the program told of an error of the model, by fields first and by its words second. */
function told(output: ClaudeOutput, said: string, session: SessionPlan, now: number, program: string): Said {
  const trouble = troubleOf(output.error, statusOf(output, said), said)
  if (trouble === 'refusal') return { kind: 'refusal', sentence: refusalSentence(said) }
  if (trouble !== null) {
    const { resetAt } = output
    const resumed = session.kind === 'resume'
    return {
      kind: 'error',
      failure: troubleFailure(trouble, { program, said, resumed, resetAt, now, ...advice(program) }),
    }
  }
  const status = statusOf(output, said)
  const unknown = status === 404 || output.error?.code === 'model_not_found' || noSuchModel.test(said)
  if (unknown || (status !== null && status >= 400 && status < 500 && !passing.has(status))) {
    const next = unknown ? 'Check the agent’s model and the models table in config.yaml.' : null
    const reason = `The model refused the request: ${plainWords(said)}`
    return { kind: 'error', failure: failure('non_zero_exit', false, reason, next) }
  }
  const reason = `${program} got no answer from the model: ${plainWords(said)}`
  return { kind: 'error', failure: failure('non_zero_exit', true, reason) }
}

/** A request that took too long, and one that came too early: the same may pass the next time. */
const passing: ReadonlySet<number> = new Set([408, 409])

/** Older programs tell the status in their words alone. */
function statusOf({ result }: Pick<ClaudeOutput, 'result'>, said: string): number | null {
  const told = result?.api_error_status ?? null
  if (told !== null) return told
  const [, first, second] = /\bAPI Error:? (?:Request rejected )?(?:\((\d{3})\)|(\d{3})\b)/.exec(said) ?? []
  return first === undefined && second === undefined ? null : Number(first ?? second)
}

/** What the API says of itself with status 400, which otherwise is about the request and may quote the message. */
const ownWords =
  /^(?:prompt is too long|input (?:length|is too long)|(?:your )?credit balance is too low|you have reached your specified api usage limits?|this organization has been disabled|claude code is unable to respond)/i

function troubleOf(error: ToldError | null, status: number | null, said: string): Trouble | null {
  const named = error === null ? null : troubleOfCode(error.code)
  if (named !== null) return named
  if (status === null) return troubleIn(said)
  const plain = plainWords(said).replace(/^(?:API Error:?\s*)?(?:\(?\d{3}\)?\s*)?[:·]?\s*/i, '')
  if (ownWords.test(plain)) return troubleIn(plain)
  return troubleOfStatus(status)
}

/** Left with nothing told but on stderr, where only what is beyond doubt is taken for more than a failure that passes. */
function saidOnStderr(ending: Ending, session: SessionPlan, now: number): Said {
  const { stderrTail, exitCode } = ending
  const program = nameOf(ending)
  const last = lastWords(readable(stderrTail)) ?? ''
  const trouble =
    exitCode === 0
      ? null
      : (troubleOf(null, statusOf({ result: null }, last), last) ??
        (/failed to authenticate|\/login\b|not logged in|invalid api key/i.test(stderrTail) ? 'unauthenticated' : null))
  if (trouble === null || noConversation.test(stderrTail)) return { kind: 'nothing' }
  if (trouble === 'refusal') return { kind: 'refusal', sentence: refusalSentence(last) }
  const resumed = session.kind === 'resume'
  const told = { program, said: last, resumed, resetAt: null, now, ...advice(program) }
  const failure = troubleFailure(trouble, told)
  return { kind: 'error', failure }
}

function withoutResult(output: ClaudeOutput, ending: Ending): Failure {
  const said = ending.stderrTail
  const program = nameOf(ending)
  if (ending.exitCode === 0) {
    if (output.events === 0 && output.strangeLines > 0) {
      return failure('output_unparseable', false, `${program} wrote something other than its JSON events.`)
    }
    return failure('empty_output', true, `${program} ended without an answer; it was probably interrupted.`)
  }
  if (noConversation.test(said)) return conversationGone(program)
  if (/already in use/i.test(said)) {
    return failure('non_zero_exit', true, `${program} already has a conversation with that id.`)
  }
  if (/root\/sudo/i.test(said)) {
    const next = 'Run Lanekeeper as another user, or give the agent the permissions workspace-write.'
    return failure('non_zero_exit', false, exitSentence(program, ending), next)
  }
  const usageError = /^error: |unknown option|input must be provided|requires --verbose|exceeds/im.test(said)
  return failure('non_zero_exit', !usageError, exitSentence(program, ending))
}

function conversationGone(program: string): Failure {
  const reason = `${program} no longer has the conversation it was asked to resume.`
  return failure('non_zero_exit', true, reason, 'It is tried once more in a fresh conversation.', { fresh: true })
}
