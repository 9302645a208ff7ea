import { oneLine } from '#shared/one-line'
import { writtenJson } from '../../ground/written-json'
import { templateNames } from '../../settings/workflow/interpolate'
import { resultForm } from '../../settings/workflow/workflow-spec'
import type { SharedWorkspace } from '../../settings/workspaces'
import { filesText, type MessageFiles } from '../message-files'
import { sharedText } from '../shared-folders'
import { lastAttempt, type RunState } from '../workflow/run-state'
import { outputPaths } from './output-paths'
import { attemptPaths, runPaths } from './run-paths'
import { availableOutputs, type StepScope } from './step-values'

/** What an agent is given besides its working folder. */
export interface StepGiven {
  readonly granted: readonly SharedWorkspace[]
  /** The files of the message its run is for. */
  readonly attached: MessageFiles
}

/**
 * The whole prompt of an attempt: a line of ours, so that no beginning of the step's own text is taken for a command; the
 * agent's standing prompt; the step's; then what happened before and how to hand in the result.
 */
export function stepPrompt(
  standing: string | undefined,
  text: string,
  template: string,
  scope: StepScope,
  { granted, attached }: StepGiven,
): string {
  const { run, step, attempt } = scope
  const head = `Step "${step.id}" of the workflow "${run.workflow.id}", attempt ${attempt}.`
  const parts = [
    head,
    standing?.trim() ?? '',
    text.trim(),
    sharedText(granted),
    filesText(attached),
    beforeThis(scope),
    handIn(template, scope),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** A person who let it go on has answered what it ended with. */
function failureHead(run: RunState): string {
  return run.guidance === null
    ? 'The attempt before this one did not count. Mend this first:'
    : 'The attempt before this one ended with:'
}

function beforeThis(scope: StepScope): string {
  const { run } = scope
  const failure = lastFailure(scope)
  const parts = [
    failure === null ? '' : `${failureHead(run)}\n${failure}`,
    run.guidance === null ? '' : `The operator decided that you go on, and says:\n${run.guidance}`,
    ...run.notes.map(({ from, text }) => `Meanwhile ${oneLine(from)} said:\n${text}`),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** What the attempt before this one failed with, with the paths of this one's outputs, so that it does not write to the old ones. */
function lastFailure({ run, step, outputPaths: paths }: StepScope): string | null {
  const last = lastAttempt(run, step.id)
  if (last?.state !== 'failed' || last.reason === null) return null
  const { outputs } = attemptPaths(runPaths(run.workspace, run.id).folder, step.id, last.attempt)
  const before = outputPaths(step, run.id, last.attempt, outputs)
  if (!before.ok) return last.reason
  const entries = Object.entries(before.paths)
  return entries.reduce((text, [key, path]) => text.replaceAll(path, paths[key] ?? path), last.reason)
}

function handIn(template: string, { run, step, outputPaths }: StepScope): string {
  const names = new Set(templateNames(template))
  const all = names.has('workflow.output_paths_json')
  const untold = step.outputs.filter((key) => !all && !names.has(`workflow.output_paths.${key}`))
  const parts: string[] = []
  if (untold.length > 0) {
    const isOptional = (key: string): boolean => step.optional_outputs.includes(key)
    const lines = untold.map(
      (key) => `- ${key}${isOptional(key) ? ' (may be left out)' : ''}: ${outputPaths[key] ?? ''}`,
    )
    parts.push(`Write each of these outputs to exactly this file; none may be empty:\n${lines.join('\n')}`)
  }
  if (step.type === 'agent_review')
    parts.push('The file of "decision" holds one word and nothing else: approve or reject.')
  if (resultForm(step) === 'block' && !template.includes('[workflow_result]')) parts.push(resultBlockText(run))
  return parts.join('\n\n')
}

export function resultBlockText(run: RunState): string {
  return [
    'End your answer with this block; nothing else you say decides how the work goes on:',
    '[workflow_result]{"status":"complete","summary":"what you did, in a sentence or two"}[/workflow_result]',
    'Its status is "complete" when the step is done, "failed" when it cannot be done, and "blocked" when a person has to',
    `decide something first; then add "question" with what you need to know. The run is ${run.id}.`,
  ].join('\n')
}

/** `context.json`: the facts of an attempt. */
export async function stepContext(
  { run, step, attempt, outputPaths }: StepScope,
  { granted: sharedWorkspaces, attached }: StepGiven,
): Promise<string> {
  const { folder, workspace } = runPaths(run.workspace, run.id)
  const context = {
    runId: run.id,
    workflowId: run.workflow.id,
    stepId: step.id,
    attempt,
    runWorkspace: workspace,
    runFolder: folder,
    inputs: run.inputs,
    channel: run.channel,
    state: run.state,
    availableStepOutputs: availableOutputs(run),
    outputPaths,
    files: attached.files.map(({ path }) => path),
    sharedWorkspaces,
  }
  return writtenJson(context)
}
