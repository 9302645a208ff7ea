import type { Usage } from '#shared/invocation'
import type { SessionPlan } from '../../command-plan'
import { lastWords } from '../../last-words'
import { refusalSentence, troubleFailure } from '../../model-failure'
import { type Conclusion, type Ending, exitSentence, type Failure, failure } from '../../outcome'
import { plainWords, readable } from '../../plain-words'
import { howToUpdate } from '../../program-dialect'
import { noSuchModel, type Trouble, troubleIn, troubleOfCode, troubleOfStatus } from '../../trouble'
import { endedAs, judged, type Said } from '../../verdict'
import type { CodexOutput, ToldError } from './decoder'
import { codexProgram } from './program'

const update = (program: string): string => `Update ${program}, then requeue the item.`
const advice = (program: string) => ({
  logIn: codexProgram.login.nextStep(program),
  update: howToUpdate(program, codexProgram),
})
const nameOf = ({ program = 'codex' }: Ending): string => program

/** A turn is finished by `turn.completed`, whenever it comes and whatever follows; the answer is the agent's last message. */
export function classifyCodex(output: CodexOutput, ending: Ending, session: SessionPlan, now = Date.now()): Conclusion {
  const { sessionId } = output
  const usage = usageOfRun(output, session)
  const ended = endedAs(ending)
  // It tells what a turn used when it is complete, so of a run that was ended in one nobody knows.
  const isUnknown = ended !== 'zero' && ended !== 'non_zero' && sessionId !== null
  return judged({
    program: nameOf(ending),
    said: saidBy(output, ending, session, now),
    ending,
    sessionId,
    usage: usage ?? (isUnknown ? unknownUsage : null),
    sessionUsage: output.sessionUsage,
    left: () => withoutTurn(output, ending),
  })
}

function saidBy(output: CodexOutput, ending: Ending, session: SessionPlan, now: number): Said {
  const { completed, failedWith, lastError, waitsFor, isForeign } = output
  const program = nameOf(ending)
  if (completed !== null) {
    if (completed.text !== null) return { kind: 'answer', text: completed.text, lastWords: false }
    return { kind: 'silence', sentence: `${program} completed its turn and said nothing.` }
  }
  if (failedWith !== null) return told(failedWith, session, now, program)
  // It may go on between our reading that it waits and our signal; what it waited for is then all there is.
  if (ending.endedBy?.kind === 'enough' && waitsFor !== null)
    return told({ message: waitsFor, codes: [] }, session, now, program)
  if (lastError !== null && lastError.message.trim() !== '') return told(lastError, session, now, program)
  // It said something, and perhaps did it too: to run it again would tell no more.
  if (isForeign) {
    const sentence = `This ${program} (version ${ending.version ?? 'unknown'}) speaks an older language; update it.`
    return { kind: 'error', failure: failure('output_unparseable', false, sentence, update(program)) }
  }
  return saidOnStderr(ending, session, now)
}

/** Codex reports totals of its thread, so a resumed run's own share needs the totals before it. */
function usageOfRun({ sessionUsage: total, sessionId }: CodexOutput, session: SessionPlan): Usage | null {
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
function told({ message, codes }: ToldError, session: SessionPlan, now: number, program: string): Said {
  const said = plainWords(message) || 'it gave no reason'
  const status = Number(/(?:unexpected|last) status:? (\d{3})/i.exec(message)?.[1] ?? 0)
  const named = codes.map(troubleOfCode).find((trouble) => trouble !== null)
  const trouble = named ?? troubleIn(message) ?? troubleOfStatus(status)
  if (trouble === 'refusal') return { kind: 'refusal', sentence: refusalSentence(message) }
  if (trouble !== null) return error(trouble, message, session, now, program)
  if ((status >= 400 && status < 500) || noSuchModel.test(message) || /invalid_request_error/i.test(message)) {
    const next = 'Check the agent’s model and the models table in config.yaml.'
    const reason = `The model refused the request: ${said}`
    return { kind: 'error', failure: failure('non_zero_exit', false, reason, next) }
  }
  return { kind: 'error', failure: failure('non_zero_exit', true, `${program} got no answer from the model: ${said}`) }
}

function error(
  trouble: Exclude<Trouble, 'refusal'>,
  said: string,
  session: SessionPlan,
  now: number,
  program: string,
): Said {
  const resumed = session.kind === 'resume'
  const failure = troubleFailure(trouble, { program, said, resumed, resetAt: null, now, ...advice(program) })
  return { kind: 'error', failure }
}

/** Left with nothing told but on stderr, where only what is beyond doubt is taken for more than a failure that passes. */
function saidOnStderr(ending: Ending, session: SessionPlan, now: number): Said {
  const { exitCode, stderrTail } = ending
  if (exitCode === 0) return { kind: 'nothing' }
  const last = lastWords(readable(stderrTail)) ?? ''
  const trouble = troubleIn(last)
  return trouble === null || trouble === 'refusal'
    ? { kind: 'nothing' }
    : error(trouble, last, session, now, nameOf(ending))
}

/** What it writes to stderr beside its work: its log, and that it reads its prompt. */
const logged = /^(?:\d{4}-\d\d-\d\dT\S+\s+(?:ERROR|WARN|INFO|DEBUG|TRACE)\b|Reading prompt from stdin).*$/gm

function withoutTurn(output: CodexOutput, ending: Ending): Failure {
  const said = ending.stderrTail
  const { events, strangeLines } = output
  const program = nameOf(ending)
  if (ending.exitCode === 0) {
    if (events === 0 && strangeLines > 0) {
      return failure(
        'output_unparseable',
        false,
        `${program} wrote something other than its JSON events.`,
        update(program),
      )
    }
    return failure('empty_output', true, `${program} ended before it completed its turn.`)
  }
  const fresh = 'It is tried once more in a fresh conversation.'
  if (/no rollout found/i.test(said)) {
    const reason = `${program} no longer has the conversation it was asked to resume.`
    return failure('non_zero_exit', true, reason, fresh, { fresh: true })
  }
  if (/change this thread.s model provider|uses model provider/i.test(said)) {
    const reason = `${program} does not resume a conversation with another model provider than it was begun with.`
    return failure('non_zero_exit', true, reason, fresh, { fresh: true })
  }
  if (/already has an active writer/i.test(said)) {
    return failure('non_zero_exit', true, `Another ${program} is writing to that conversation.`)
  }
  if (events > 0 && ending.exitCode === 1) {
    const words = lastWords(readable(said).replace(logged, ''))
    if (words === null) return failure('killed', true, `${program} was interrupted while it worked.`)
    return failure('non_zero_exit', true, exitSentence(program, ending))
  }
  const refusedItsArguments = ending.exitCode === 2 || /^error\b/im.test(said)
  const next = refusedItsArguments ? 'Check args and env of this provider in config.yaml.' : null
  return failure('non_zero_exit', !refusedItsArguments, exitSentence(program, ending), next)
}
