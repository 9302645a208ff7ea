import type { RunStart } from '#shared/run'
import type { HomePaths } from '../../ground/home-paths'
import { Refused } from '../../ground/refused'
import { type Effective, workspacePath } from '../../settings/settings'
import { channelInputs } from '../../settings/workflow/given-inputs'
import { problemSentence } from '../../settings/yaml-file'
import { messageInputs } from '../message-inputs'
import type { FreshRun } from '../workflow/run-state'

/** What a person need not say, as a message would. */
const ofChannel: ReadonlySet<string> = new Set(channelInputs)

/** What a run begins with that a person starts. Refused unless all inputs of the workflow are given, and no others. */
export function startedByHand(
  { orchestrator, workflow: workflowId, inputs }: RunStart,
  effective: Effective,
  paths: HomePaths,
  selectorId: string,
): Omit<FreshRun, 'id'> {
  const found = effective.orchestrators.get(orchestrator)
  if (found === undefined) {
    const problem = effective.problems.find(({ orchestratorId }) => orchestratorId === orchestrator)
    if (problem === undefined) throw new Refused('no_such_workflow', `There is no orchestrator "${orchestrator}".`)
    const sentence = `The orchestrator "${orchestrator}" cannot be used: ${problemSentence(problem)}`
    throw new Refused('settings_invalid', sentence, 'Mend its settings.')
  }
  const workflow = found.workflows.find(({ id }) => id === workflowId)
  if (workflow === undefined) {
    throw new Refused('no_such_workflow', `The orchestrator "${orchestrator}" has no workflow "${workflowId}".`)
  }
  const missing = workflow.inputs.filter((name) => !Object.hasOwn(inputs, name) && !ofChannel.has(name))
  const foreign = Object.keys(inputs).filter((name) => !workflow.inputs.includes(name))
  if (missing.length > 0) throw wrongInputs(`It needs the input ${missing.join(', ')}.`)
  if (foreign.length > 0) throw wrongInputs(`It has no input ${foreign.join(', ')}.`)
  const [first = ''] = workflow.inputs.map((name) => inputs[name] ?? '').filter((text) => text.trim() !== '')
  const timestamp = Date.now()
  const asked = { channel: 'panel', sender: 'panel', message: first, timestamp, messageId: selectorId }
  const given = messageInputs(asked, workflow, selectorId)
  return {
    source: { kind: 'orchestrator', name: orchestrator },
    workspace: workspacePath(paths, effective.settings, orchestrator),
    cwd: null,
    workflow,
    limits: found.workflow_orchestration,
    item: null,
    channel: given.channel,
    inputs: { ...given.inputs, ...inputs },
    title: first === '' ? workflow.id : first,
    selection: { selectorId, decidedBy: 'person', asked: 0, reason: null },
  }
}

function wrongInputs(sentence: string): Refused {
  return new Refused('wrong_inputs', sentence, 'Give exactly the inputs the workflow declares.')
}
