import type { Usage } from '#shared/invocation'
import type { SessionPlan } from './command-plan'
import type { OpenaiOutput } from './decode-openai'
import { type Conclusion, type Ending, endedOutside, exitSentence, type Failure, failure, readable } from './outcome'
import { resetTime } from './reset-time'

const logIn = 'Run codex login in a terminal, or set CODEX_API_KEY under env in config.yaml.'

/** Success is exit 0 and a completed turn; the answer is the agent's last message. */
export function classifyOpenai(
  output: OpenaiOutput,
  ending: Ending,
  session: SessionPlan,
  now = Date.now(),
): Conclusion {
  const usage = usageOfRun(output, session)
  const rest = { sessionId: output.sessionId, usage }
  const outside = endedOutside('codex', ending, output.sessionId)
  // It tells what a turn used when it is complete, so of a run that was ended in one nobody knows.
  if (outside !== null) return { ...outside, usage: usage ?? (output.sessionId === null ? null : unknownUsage) }
  const isEnough = ending.endedBy?.kind === 'enough'
  // It may complete its turn between our reading that it waits and our signal: then all its work is done.
  const failedWith = output.failedWith ?? (isEnough && !output.completed ? output.waitsFor : null)
  if (failedWith !== null) return turnFailed(failedWith, session, rest, now)
  if (ending.exitCode !== 0 && !(isEnough && output.completed)) return withoutTurn(output, ending)
  if (!output.completed) {
    return output.events === 0 && output.strangeLines > 0
      ? failure('output_unparseable', true, 'codex wrote something other than its JSON events.', null, rest)
      : failure('empty_output', true, 'codex ended before it completed its turn.', null, rest)
  }
  const text = output.text ?? ''
  if (text.trim() === '') return failure('empty_output', true, 'codex answered with no text.', null, rest)
  return { ok: true, text, sessionId: output.sessionId, usage, sessionUsage: output.sessionUsage }
}

/** Codex reports totals of its thread, so a resumed run's own share needs the totals before it. */
function usageOfRun({ sessionUsage: total, sessionId }: OpenaiOutput, session: SessionPlan): Usage | null {
  const isOther = sessionId !== null && sessionId !== session.id
  if (session.kind === 'fresh' || isOther || total === null) return total
  const before = session.usageBefore
  if (before === undefined) return null
  const share = (now: number | null, then: number | null) => (now === null ? null : Math.max(0, now - (then ?? 0)))
  return {
    inputTokens: share(total.inputTokens, before.inputTokens),
    outputTokens: share(total.outputTokens, before.outputTokens),
    costUsd: null,
  }
}

const unknownUsage: Usage = { inputTokens: null, outputTokens: null, costUsd: null }

type Rest = { sessionId: string | null; usage: Usage | null }

function turnFailed(message: string, session: SessionPlan, rest: Rest, now: number): Failure {
  const said = cut(message) || 'it gave no reason'
  const status = Number(/(?:unexpected|last) status:? (\d{3})/i.exec(message)?.[1] ?? 0)
  if (status === 401 || status === 403 || /unauthorized|missing environment variable|not logged in/i.test(message)) {
    return failure('unauthenticated', false, `codex may not use the model: ${said}`, logIn, rest)
  }
  if (status === 429 || /usage limit|quota exceeded|rate limit/i.test(message)) {
    const reason = `The model's limit is reached: ${said}`
    return failure('rate_limited', true, reason, 'It is tried again later.', {
      ...rest,
      resetAt: resetTime(message, now),
    })
  }
  if (/context window/i.test(message)) {
    const next = 'A fresh conversation has more room; otherwise send less at once.'
    return failure('non_zero_exit', session.kind === 'resume', `The conversation is too long: ${said}`, next, rest)
  }
  if ((status >= 400 && status < 500) || /invalid_request_error|model_not_found|does not exist/i.test(message)) {
    const next = 'Check the agent’s model and the models table in config.yaml.'
    return failure('non_zero_exit', false, `The model refused the request: ${said}`, next, rest)
  }
  return failure('non_zero_exit', true, `codex got no answer from the model: ${said}`, null, rest)
}

function withoutTurn(output: OpenaiOutput, ending: Ending): Failure {
  const rest = { sessionId: output.sessionId }
  const said = ending.stderrTail
  if (/no rollout found/i.test(said)) {
    const reason = 'codex no longer has the conversation it was asked to resume.'
    return failure('non_zero_exit', true, reason, 'The next attempt starts a fresh conversation.', rest)
  }
  if (/change this thread.s model provider|uses model provider/i.test(said)) {
    const reason = 'codex does not resume a conversation with another model provider than it was begun with.'
    return failure('non_zero_exit', true, reason, 'The next attempt starts a fresh conversation.', rest)
  }
  if (/already has an active writer/i.test(said)) {
    return failure('non_zero_exit', true, 'Another codex is writing to that conversation.', null, rest)
  }
  if (/missing environment variable|not logged in|unauthorized/i.test(said)) {
    return failure('unauthenticated', false, exitSentence('codex', ending), logIn, rest)
  }
  if (output.events > 0 && ending.exitCode === 1) {
    return failure('killed', true, 'codex was interrupted while it worked.', null, rest)
  }
  const refusedItsArguments = ending.exitCode === 2 || /^error\b/im.test(said)
  const next = refusedItsArguments ? 'Check args and env of this provider in config.yaml.' : null
  return failure('non_zero_exit', !refusedItsArguments, exitSentence('codex', ending), next, rest)
}

function cut(text: string): string {
  return readable(text).replace(/\s+/g, ' ').trim().slice(0, 400)
}
