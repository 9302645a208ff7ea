import type { Decision } from '#shared/decision'
import { isOver, type RunAttempt, type RunDetail } from '#shared/run'
import type { Decisions } from '../decisions/decisions'
import { decisionIdsOf } from '../workflow/decision-id'
import { attemptsOf, type RunState, type StepAttempt } from '../workflow/run-state'
import { workflowGraph } from '../workflow/workflow-graph'
import { readLog } from './run-log'
import { runPaths } from './run-paths'
import { rowOf } from './run-row'

type KnownDecisions = Pick<Decisions, 'find'>

const mostEntries = 300
const mostAttempts = 200
const mostDecisions = 20
/** As long as one that a person starts a run with; it is sent again with every change, and the whole is in `run.json`. */
const longestInput = 200_000
const longestReason = 4000

/** Everything that is shown of one run. */
export async function runDetail(run: RunState, decisions: KnownDecisions): Promise<RunDetail> {
  const paths = runPaths(run.workspace, run.id)
  return {
    row: rowOf(run),
    inputs: Object.fromEntries(Object.entries(run.inputs).map(([name, text]) => [name, cut(text, longestInput)])),
    graph: workflowGraph(run.workflow),
    steps: run.workflow.steps.map((step) => ({
      id: step.id,
      kind: step.type,
      agent: step.type === 'shell' ? null : step.agent,
      attempts: attemptsOf(run, step.id).slice(-mostAttempts).map(shownAttempt),
    })),
    log: await readLog(paths.log, mostEntries),
    selection: run.selection,
    decisions: await decisionsOf(run, decisions),
    retryFrom: isOver(run.phase) ? run.workflow.steps.map(({ id }) => id) : [],
    cancelable: !isOver(run.phase),
    path: paths.folder,
  }
}

function shownAttempt({ iteration: _, outputHash: __, outputs, ...attempt }: StepAttempt): RunAttempt {
  const reason = attempt.reason === null ? null : cut(attempt.reason, longestReason)
  return { ...attempt, reason, outputs: Object.entries(outputs).map(([key, path]) => ({ key, path })) }
}

async function decisionsOf(run: RunState, decisions: KnownDecisions): Promise<Decision[]> {
  const found = await Promise.all(
    decisionIdsOf(run)
      .slice(-mostDecisions)
      .map((id) => decisions.find(id)),
  )
  return found.filter((decision) => decision !== null)
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
