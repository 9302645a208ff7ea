import { createHash } from 'node:crypto'
import { resultForm, type StepSpec } from '../../settings/workflow/workflow-spec'
import { questionIn } from '../question-in'
import { type FoundResult, resultIn } from '../workflow/result-block'
import type { RunEvent, Used } from '../workflow/run-events'
import { attemptsOf, type RunState, workOf } from '../workflow/run-state'
import { type AttemptResult, readResult, usedBy } from './attempt-result'
import { checkOutputs } from './check-outputs'
import { outputPaths } from './output-paths'
import { attemptPaths, runPaths } from './run-paths'

const longestSummary = 2000
const longestFeedback = 100_000

export interface Concluded {
  readonly event: RunEvent
  /** When the attempt ended. */
  readonly at: number
}

/** So often an agent is asked for the word that its answer did not give. */
const mostAsked = 2

/**
 * What the files of an attempt say came of it; the same whenever it is asked. `canSpeak`: whether the agent of a step can be
 * asked for no more than its word, in the session that did the work.
 */
export async function concludeAttempt(
  run: RunState,
  step: StepSpec,
  attempt: number,
  canSpeak: (step: StepSpec) => Promise<boolean>,
): Promise<Concluded> {
  const paths = attemptPaths(runPaths(run.workspace, run.id).folder, step.id, attempt)
  const found = await readResult(paths)
  if (found === null) {
    // Nobody knows how long it worked before it was broken off.
    return { event: { kind: 'attempt_interrupted', used: { usd: null, estimated: false } }, at: run.updatedAt }
  }
  const { result, answer } = found
  const used = usedBy(result)
  const at = result.endedAt
  const work = workOf(run, step.id, attempt)
  const unsaid = async (reason: string): Promise<Concluded> => {
    const asked = attemptsOf(run, step.id).filter(
      ({ speaksFor, state }) => speaksFor === work && state !== 'interrupted',
    )
    if (asked.length < mostAsked && (await canSpeak(step)))
      return { event: { kind: 'attempt_unsaid', reason, used }, at }
    const question = `Its agent has finished its turn, and nobody knows how it went: ${reason}`
    return { event: { kind: 'blocked', why: 'silent', question, used }, at }
  }
  const { failure, silent = null } = result
  // One that only gives the word for work that stands does none that could have failed.
  if (work !== attempt && (failure !== null || silent !== null)) return unsaid(failure?.sentence ?? silent ?? '')
  if (failure !== null) return { event: failedBy(failure, used), at }
  const block = resultIn(answer)
  const isOwed = !block.ok && silent === null && resultForm(step) === 'block' && questionIn(answer) === null
  if (isOwed) return unsaid(block.sentence)
  return { event: await answered(run, step, work, { text: answer, silent }, block, used), at }
}

function failedBy({ sentence: reason, retryable, error }: NonNullable<AttemptResult['failure']>, used: Used): RunEvent {
  return { kind: 'attempt_failed', reason, retryable, used, ...(error === undefined ? {} : { error }) }
}

interface Said {
  readonly text: string
  readonly silent: string | null
}

async function answered(
  run: RunState,
  step: StepSpec,
  attempt: number,
  { text: answer, silent }: Said,
  block: FoundResult,
  used: Used,
): Promise<RunEvent> {
  // What it handed in speaks for an agent that said nothing; without that, nobody but a person can tell what it did.
  const speaksByFiles = resultForm(step) !== 'block' && Object.keys(step.outputs).length > 0
  const asking = (question: string): RunEvent => ({ kind: 'blocked', why: 'silent', question, used })
  if (silent !== null && !speaksByFiles) return asking(silent)
  const failed = (reason: string, retryable = true): RunEvent => ({ kind: 'attempt_failed', reason, retryable, used })
  const question = block.ok ? null : questionIn(answer)
  if (question !== null) return { kind: 'blocked', why: 'asked', question: question.question, used }
  const said = block.ok ? block.result : { status: 'complete', summary: answer.trim().slice(0, longestSummary) }
  if (block.ok && block.result.status === 'blocked') {
    const question = block.result.question ?? block.result.summary
    return {
      kind: 'blocked',
      why: 'asked',
      question: question === '' ? 'It cannot go on, and does not say why.' : question,
      used,
    }
  }
  if (said.status === 'failed') return failed(said.summary === '' ? 'It says that it failed.' : said.summary)
  const { folder } = runPaths(run.workspace, run.id)
  const { outputs } = attemptPaths(folder, step.id, attempt)
  const declared = outputPaths(step, run.id, attempt, outputs)
  if (!declared.ok) return failed(declared.sentence, false)
  const checked = await checkOutputs(step, declared.paths, { workspace: run.workspace, outputs })
  if (!checked.ok) return silent === null ? failed(checked.sentence) : asking(`${silent} ${checked.sentence}`)
  const { texts, decision } = checked
  const summary = said.summary.slice(0, longestSummary)
  return {
    kind: 'attempt_succeeded',
    summary,
    outputs: Object.fromEntries(Object.entries(declared.paths).filter(([key]) => texts.has(key))),
    outputHash: texts.size > 0 ? checked.hash : createHash('sha256').update(answer.trim()).digest('hex'),
    decision,
    feedback: step.type === 'agent_review' ? (texts.get('feedback') ?? summary).slice(0, longestFeedback) : null,
    used,
  }
}
