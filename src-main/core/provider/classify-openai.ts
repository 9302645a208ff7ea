import type { Usage } from '#shared/invocation'
import type { SessionPlan } from './command-plan'
import type { OpenaiOutput, ToldError } from './decode-openai'
import { lastWords } from './last-words'
import { refusalSentence, troubleFailure } from './model-failure'
import { type Conclusion, type Ending, exitSentence, type Failure, failure, readable } from './outcome'
import { plainWords } from './plain-words'
import { noSuchModel, type Trouble, troubleIn, troubleOfCode, troubleOfStatus } from './trouble'
import { endedAs, judged, type Said } from './verdict'

const update = 'Update codex, then requeue the item.'
const logIn = 'Run codex login in a terminal, or set CODEX_API_KEY under env in config.yaml.'

/** A turn is finished by `turn.completed`, whenever it comes and whatever follows; the answer is the agent's last message. */
export function classifyOpenai(
  output: OpenaiOutput,
  ending: Ending,
  session: SessionPlan,
  now = Date.now(),
): Conclusion {
  const { sessionId } = output
  const usage = usageOfRun(output, session)
  const ended = endedAs(ending)
  // It tells what a turn used when it is complete, so of a run that was ended in one nobody knows.
  const isUnknown = ended !== 'zero' && ended !== 'non_zero' && sessionId !== null
  return judged({
    program: 'codex',
    said: saidBy(output, ending, session, now),
    ending,
    sessionId,
    usage: usage ?? (isUnknown ? unknownUsage : null),
    sessionUsage: output.sessionUsage,
    left: () => withoutTurn(output, ending),
  })
}

function saidBy(output: OpenaiOutput, ending: Ending, session: SessionPlan, now: number): Said {
  const { completed, failedWith, lastError, waitsFor, isForeign } = output
  if (completed !== null) {
    if (completed.text !== null) return { kind: 'answer', text: completed.text, lastWords: false }
    return { kind: 'silence', sentence: 'codex completed its turn and said nothing.' }
  }
  if (failedWith !== null) return told(failedWith, session, now)
  // It may go on between our reading that it waits and our signal; what it waited for is then all there is.
  if (ending.endedBy?.kind === 'enough' && waitsFor !== null)
    return told({ message: waitsFor, codes: [] }, session, now)
  if (lastError !== null && lastError.message.trim() !== '') return told(lastError, session, now)
  // It said something, and perhaps did it too: to run it again would tell no more.
  if (isForeign) {
    const sentence = `This codex (version ${ending.version ?? 'unknown'}) speaks an older language; update it.`
    return { kind: 'error', failure: failure('output_unparseable', false, sentence, update) }
  }
  return saidOnStderr(ending, session, now)
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

/** What the program told of an error of the model, by its names first and by its words second. */
function told({ message, codes }: ToldError, session: SessionPlan, now: number): Said {
  const said = plainWords(message) || 'it gave no reason'
  const status = Number(/(?:unexpected|last) status:? (\d{3})/i.exec(message)?.[1] ?? 0)
  const named = codes.map(troubleOfCode).find((trouble) => trouble !== null)
  const trouble = named ?? troubleIn(message) ?? troubleOfStatus(status)
  if (trouble === 'refusal') return { kind: 'refusal', sentence: refusalSentence(message) }
  if (trouble !== null) return error(trouble, message, session, now)
  if ((status >= 400 && status < 500) || noSuchModel.test(message) || /invalid_request_error/i.test(message)) {
    const next = 'Check the agent’s model and the models table in config.yaml.'
    const reason = `The model refused the request: ${said}`
    return { kind: 'error', failure: failure('non_zero_exit', false, reason, next) }
  }
  return { kind: 'error', failure: failure('non_zero_exit', true, `codex got no answer from the model: ${said}`) }
}

function error(trouble: Exclude<Trouble, 'refusal'>, said: string, session: SessionPlan, now: number): Said {
  const resumed = session.kind === 'resume'
  const failure = troubleFailure(trouble, { program: 'codex', said, resumed, resetAt: null, now, logIn })
  return { kind: 'error', failure }
}

/** Left with nothing told but on stderr, where only what is beyond doubt is taken for more than a failure that passes. */
function saidOnStderr({ exitCode, stderrTail }: Ending, session: SessionPlan, now: number): Said {
  if (exitCode === 0) return { kind: 'nothing' }
  const last = lastWords(readable(stderrTail)) ?? ''
  const trouble = troubleIn(last)
  return trouble === null || trouble === 'refusal' ? { kind: 'nothing' } : error(trouble, last, session, now)
}

/** What it writes to stderr beside its work: its log, and that it reads its prompt. */
const logged = /^(?:\d{4}-\d\d-\d\dT\S+\s+(?:ERROR|WARN|INFO|DEBUG|TRACE)\b|Reading prompt from stdin).*$/gm

function withoutTurn(output: OpenaiOutput, ending: Ending): Failure {
  const said = ending.stderrTail
  const { events, strangeLines } = output
  if (ending.exitCode === 0) {
    if (events === 0 && strangeLines > 0) {
      return failure('output_unparseable', false, 'codex wrote something other than its JSON events.', update)
    }
    return failure('empty_output', true, 'codex ended before it completed its turn.')
  }
  const fresh = 'It is tried once more in a fresh conversation.'
  if (/no rollout found/i.test(said)) {
    const reason = 'codex no longer has the conversation it was asked to resume.'
    return failure('non_zero_exit', true, reason, fresh, { fresh: true })
  }
  if (/change this thread.s model provider|uses model provider/i.test(said)) {
    const reason = 'codex does not resume a conversation with another model provider than it was begun with.'
    return failure('non_zero_exit', true, reason, fresh, { fresh: true })
  }
  if (/already has an active writer/i.test(said)) {
    return failure('non_zero_exit', true, 'Another codex is writing to that conversation.')
  }
  if (events > 0 && ending.exitCode === 1) {
    const words = lastWords(readable(said).replace(logged, ''))
    if (words === null) return failure('killed', true, 'codex was interrupted while it worked.')
    return failure('non_zero_exit', true, exitSentence('codex', ending))
  }
  const refusedItsArguments = ending.exitCode === 2 || /^error\b/im.test(said)
  const next = refusedItsArguments ? 'Check args and env of this provider in config.yaml.' : null
  return failure('non_zero_exit', !refusedItsArguments, exitSentence('codex', ending), next)
}
