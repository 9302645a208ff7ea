import type { AnthropicOutput } from './decode-anthropic'
import { type Conclusion, type Ending, endedOutside, exitSentence, type Failure, failure, readable } from './outcome'
import { resetTime } from './reset-time'

const logIn = 'Run claude in a terminal and log in, or set ANTHROPIC_API_KEY under env in config.yaml.'
const noConversation = /no conversation found/i

/**
 * Success is exit 0 and a last result line with subtype `success`, no error and at least one turn: the program
 * also leaves with 0 when interrupted, and says `success` when the model could not be reached.
 */
export function classifyAnthropic(output: AnthropicOutput, ending: Ending, now = Date.now()): Conclusion {
  const { result, sessionId, usage } = output
  const rest = { sessionId, usage }
  const outside = endedOutside('claude', ending, sessionId)
  if (outside !== null) return { ...outside, usage }
  if (result === null) return withoutResult(output, ending)
  if (result.is_error || result.subtype !== 'success') return errorResult(output, ending, now)
  if (ending.exitCode !== 0) return failure('non_zero_exit', true, exitSentence('claude', ending), null, rest)
  if (result.num_turns < 1) {
    const reason = `claude took the message for a command of its own and asked no model: ${cut(result.result ?? '')}`
    return failure('empty_output', false, reason, 'Begin the message with a word.', rest)
  }
  const text = result.result ?? ''
  if (text.trim() === '') return failure('empty_output', true, 'claude answered with no text.', null, rest)
  return { ok: true, text, sessionId, usage, sessionUsage: null }
}

function withoutResult(output: AnthropicOutput, ending: Ending): Failure {
  const { sessionId, usage } = output
  const rest = { sessionId, usage }
  const said = ending.stderrTail
  if (ending.exitCode === 0) {
    if (output.events === 0 && output.strangeLines > 0) {
      return failure('output_unparseable', true, 'claude wrote something other than its JSON events.', null, rest)
    }
    return failure('empty_output', true, 'claude ended without an answer; it was probably interrupted.', null, rest)
  }
  if (noConversation.test(said)) return conversationGone(rest)
  if (/already in use/i.test(said)) {
    return failure('non_zero_exit', true, 'claude already has a conversation with that id.', null, rest)
  }
  if (/not logged in|\/login|invalid api key/i.test(said)) {
    return failure('unauthenticated', false, 'claude is not logged in.', logIn, rest)
  }
  if (/root\/sudo/i.test(said)) {
    const next = 'Run Lanekeeper as another user, or give the agent the permissions workspace-write.'
    return failure('non_zero_exit', false, exitSentence('claude', ending), next, rest)
  }
  const usageError = /^error: |unknown option|input must be provided|requires --verbose|exceeds/im.test(said)
  return failure('non_zero_exit', !usageError, exitSentence('claude', ending), null, rest)
}

function errorResult(output: AnthropicOutput, ending: Ending, now: number): Failure {
  const { result, sessionId, usage } = output
  const rest = { sessionId, usage }
  const said = cut(result?.result ?? result?.errors[0] ?? '') || exitSentence('claude', ending)
  if (noConversation.test(said)) return conversationGone(rest)
  switch (result?.subtype) {
    case 'error_max_turns':
    case 'error_max_budget_usd':
      return failure(
        'non_zero_exit',
        false,
        `claude stopped at its own limit: ${said}`,
        'Raise that limit, or ask for less at once.',
        rest,
      )
    case 'error_during_execution':
      return failure('non_zero_exit', true, `claude was interrupted while it worked: ${said}`, null, rest)
  }
  const status = result?.api_error_status ?? null
  // Where there is a status it decides: the words may quote the message.
  const words = status === null ? said : ''
  if (status === 401 || status === 403 || /not logged in|please run \/login|invalid api key|oauth token/i.test(words)) {
    return failure('unauthenticated', false, `claude may not use the model: ${said}`, logIn, rest)
  }
  if (
    status === 429 ||
    status === 529 ||
    /credit balance/i.test(said) ||
    /usage limit|rate limit|hit your .{1,30} limit|overloaded/i.test(words)
  ) {
    const resetAt = output.resetAt ?? resetTime(said, now)
    const reason = `The model's limit is reached: ${said}`
    return failure('rate_limited', true, reason, 'It is tried again later.', { ...rest, resetAt })
  }
  if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409) {
    const next = status === 404 ? 'Check the agent’s model and the models table in config.yaml.' : null
    return failure('non_zero_exit', false, `The model refused the request: ${said}`, next, rest)
  }
  return failure('non_zero_exit', true, `claude got no answer from the model: ${said}`, null, rest)
}

function conversationGone(rest: { sessionId: string | null }): Failure {
  const reason = 'claude no longer has the conversation it was asked to resume.'
  return failure('non_zero_exit', true, reason, 'The next attempt starts a fresh conversation.', rest)
}

function cut(text: string): string {
  return readable(text).replace(/\s+/g, ' ').trim().slice(0, 400)
}
