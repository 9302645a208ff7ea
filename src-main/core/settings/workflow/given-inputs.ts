import { templateNames } from './interpolate'
import type { WorkflowSpec } from './workflow-spec'

/** What the channel of a message says, whoever starts the run. */
export const channelInputs = [
  'channel',
  'channel_profile_id',
  'conversation_id',
  'sender',
  'sender_id',
  'message_id',
  'source_message_id',
  'selector_id',
  'thread_context',
  'files',
] as const

/** The inputs that every run for a message has, declared or not, as in DireClaw. */
export const givenInputs = ['user_message', 'user_prompt', ...channelInputs] as const

/** A workflow with those of the given inputs that its steps name and it does not declare. */
export function withGivenInputs(workflow: WorkflowSpec): WorkflowSpec {
  const named = new Set(workflow.steps.flatMap((step) => templateNames(step.type === 'shell' ? step.run : step.prompt)))
  const more = givenInputs.filter((name) => named.has(`inputs.${name}`) && !workflow.inputs.includes(name))
  return more.length === 0 ? workflow : { ...workflow, inputs: [...workflow.inputs, ...more] }
}
