import type { HomePaths } from '../../ground/home-paths'
import { readBounded } from '../../ground/read-bounded'
import type { Effective } from '../../settings/settings'
import { type StepSpec, stepNamed } from '../../settings/workflow/workflow-spec'
import type { LeftOut } from '../allowed-file'
import { answerOf, sendable } from '../answer-text'
import { resultIn } from '../workflow/result-block'
import { attemptsOf, type RunState, type StepAttempt, workOf } from '../workflow/run-state'
import { closingSteps } from '../workflow/workflow-graph'
import { readOutput } from './read-output'
import { attemptPaths, runPaths } from './run-paths'
import { grantedFolders, stepAgent, stepFolder } from './step-agent'

export interface FinalAnswer {
  readonly text: string
  readonly files: string[]
  readonly leftOut: readonly LeftOut[]
  /** Who answers: the agent of the step and the step itself. Null where no agent has a part in it. */
  readonly agent: string | null
  readonly stepId: string | null
  readonly invocationId: string | null
}

/** What the answer depends on besides the run: the settings as they stand. */
export interface AnswerPlace {
  readonly paths: Pick<HomePaths, 'files'>
  readonly effective: Effective
}

const nothing = { files: [], leftOut: [], agent: null, stepId: null, invocationId: null }

const usualPriority = ['artifact', 'result', 'answer', 'summary']
/** Outputs that are for the workflow and not for whoever asked. */
const inner = new Set(['summary', 'decision', 'feedback'])
const longestText = 1024 * 1024

/** What whoever started a run is answered: the last step's first output by its priority, else what its agent said. */
export async function finalAnswer(run: RunState, place: AnswerPlace): Promise<FinalAnswer> {
  const last = lastStep(run)
  if (last === null) return { text: 'Done.', ...nothing }
  const { step, attempt } = last
  const { folder } = runPaths(run.workspace, run.id)
  const paths = attemptPaths(folder, step.id, workOf(run, step.id, attempt.attempt))
  const priority = step.final_output_priority ?? [...usualPriority, ...step.outputs.filter((key) => !inner.has(key))]
  let chosen: string | null = null
  let text = ''
  for (const key of priority) {
    const read = await readOutput(run, step.id, attempt.attempt, key, longestText)
    if (read === null) continue
    chosen = key
    text = read.text
    break
  }
  if (chosen === null) text = await saidIn(paths.answer, attempt)
  const answer = await answerOf(text, answerFolders(run, step, paths.outputs, place))
  const others = Object.entries(attempt.outputs).filter(([key]) => key !== chosen && !inner.has(key))
  // Steps that came later may have put something else in the place of one.
  const outputs = await sendable(
    others.map(([, path]) => path),
    [paths.outputs],
  )
  return {
    text: answer.message,
    files: [...new Set([...answer.files, ...outputs])],
    leftOut: answer.leftOut,
    agent: step.type === 'shell' ? null : step.agent,
    stepId: step.id,
    invocationId: attempt.invocationId,
  }
}

/** Where the files of an answer may lie: what its step could use, and the home's folder for files. */
function answerFolders(run: RunState, step: StepSpec, outputs: string, { paths, effective }: AnswerPlace): string[] {
  const { workspace } = runPaths(run.workspace, run.id)
  const found = step.type === 'shell' ? null : stepAgent(run, step.agent, effective)
  const agent = found?.ok ? found.agent : null
  const granted = agent === null ? [] : grantedFolders(run, agent, effective)
  return [outputs, workspace, paths.files, stepFolder(run, step, agent), ...granted.map(({ path }) => path)]
}

async function saidIn(path: string, attempt: StepAttempt): Promise<string> {
  const read = await readBounded(path, longestText)
  const block = resultIn(read?.text ?? '')
  const prose = block.ok ? block.prose : (read?.text.trim() ?? '')
  return prose === '' ? attempt.summary || 'Done.' : prose
}

/** The last attempt that succeeded, apart from what only follows the end. */
function lastStep(run: RunState): { step: StepSpec; attempt: StepAttempt } | null {
  const closing = closingSteps(run.workflow)
  let last: { step: StepSpec; attempt: StepAttempt } | null = null
  for (const id of Object.keys(run.steps)) {
    const step = stepNamed(run.workflow, id)
    const attempt = attemptsOf(run, id).findLast(({ state }) => state === 'succeeded')
    if (step === null || attempt === undefined || closing.has(id) || (step.type === 'shell' && step.is_aside)) continue
    if (last === null || attempt.iteration > last.attempt.iteration) last = { step, attempt }
  }
  return last
}
