import { createHash } from 'node:crypto'
import { resultForm, type StepSpec } from '../../settings/workflow/workflow-spec'
import { questionIn } from '../question-in'
import { resultIn } from '../workflow/result-block'
import type { RunEvent, Used } from '../workflow/run-events'
import type { RunState } from '../workflow/run-state'
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

/** What the files of an attempt say came of it; the same whenever it is asked. */
export async function concludeAttempt(run: RunState, step: StepSpec, attempt: number): Promise<Concluded> {
  const paths = attemptPaths(runPaths(run.workspace, run.id).folder, step.id, attempt)
  const found = await readResult(paths)
  if (found === null) {
    // Nobody knows how long it worked before it was broken off.
    return { event: { kind: 'attempt_interrupted', used: { usd: null, estimated: false } }, at: run.updatedAt }
  }
  const { result, answer } = found
  const used = usedBy(result)
  const event: RunEvent =
    result.failure === null
      ? await answered(run, step, attempt, { text: answer, silent: result.silent ?? null }, used)
      : failedBy(result.failure, used)
  return { event, at: result.endedAt }
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
  used: Used,
): Promise<RunEvent> {
  // What it handed in speaks for an agent that said nothing; without that, nobody but a person can tell what it did.
  const speaksByFiles = resultForm(step) !== 'block' && Object.keys(step.outputs).length > 0
  const asking = (question: string): RunEvent => ({ kind: 'blocked', why: 'silent', question, used })
  if (silent !== null && !speaksByFiles) return asking(silent)
  const failed = (reason: string, retryable = true): RunEvent => ({ kind: 'attempt_failed', reason, retryable, used })
  const block = resultIn(answer)
  const question = block.ok ? null : questionIn(answer)
  if (question !== null) return { kind: 'blocked', why: 'asked', question: question.question, used }
  if (!block.ok && resultForm(step) === 'block') return failed(block.sentence)
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
