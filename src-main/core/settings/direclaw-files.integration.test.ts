import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homeWith } from '../../testing/homes/settings-home'
import type { HomePaths } from '../ground/home-paths'
import { readSettings } from './settings'
import { problemSentence } from './yaml-file'

/** As DireClaw's setup writes them: every key, most of them with nothing, prompts below `prompts`, a step called `done`. */
const config = `workspaces_path: workspaces
shared_workspaces: {}
orchestrators:
  desk:
    private_workspace: null
    shared_access: []
channel_profiles:
  desk_profile:
    channel: slack
    orchestrator_id: desk
    identity: { mention_tokens: [] }
    slack_app_user_id: null
    require_mention_in_channels: null
    thread_response_mode: always_reply
monitoring:
  heartbeat_interval: null
channels: { slack: { enabled: false, allowlisted_channels: [], inbound_mode: socket } }
auth_sync: { enabled: false, sources: {} }
memory: { enabled: true, bulletin_mode: every_message }
local_llm: { enabled: false }
`
const step = (id: string, type: string, outputs: readonly string[], more: string): string =>
  `      - { id: ${id}, type: ${type}, agent: worker, prompt: workflows/build/${id}.prompt.md, prompt_type: file_output,
          workspace_mode: orchestrator_workspace, limits: null, ${more},
          outputs: [${outputs.join(', ')}], output_files: { ${outputs.map((key) => `${key.replace('?', '')}: ${key.replace('?', '')}.txt`).join(', ')} } }
`
const orchestrator = `id: desk
selector_agent: worker
default_workflow: build
selection_max_retries: 1
selector_timeout_seconds: 30
agents: { worker: { provider: practice, model: null, can_orchestrate_workflows: true } }
workflows:
  - id: build
    version: 1
    description: Builds
    tags: [build]
    inputs: null
    limits: null
    steps:
${step('make', 'agent_task', ['summary', 'artifact?'], 'next: gate, on_approve: null, on_reject: null')}${step(
  'gate',
  'agent_review',
  ['decision', 'summary'],
  'next: null, on_approve: make, on_reject: done',
)}${step('done', 'agent_task', ['summary'], 'next: null')}workflow_orchestration: null
`
const prompt = (name: string): string => `workspaces/desk/prompts/workflows/build/${name}`
const files = {
  'config.yaml': config,
  'workspaces/desk/orchestrator.yaml': orchestrator,
  [prompt('make.prompt.md')]: 'Make {{inputs.user_message}} into {{workflow.output_paths.artifact}}',
  [prompt('make.context.md')]: '{{workflow.runtime_context_json}}\n',
  [prompt('gate.prompt.md')]: 'Look at {{steps.make.outputs.artifact}} of {{inputs.conversation_id}}',
  [prompt('gate.context.md')]: 'Known: {{workflow.memory_context_bulletin}}',
  [prompt('done.prompt.md')]: 'Sum up',
}

async function read(paths: HomePaths) {
  const found = await readSettings(paths)
  if (!found.ok) throw new Error(found.problems.map(problemSentence).join('\n'))
  return found.effective
}

test('the files that DireClaw writes load as they are', async () => {
  const { problems, warnings, orchestrators } = await read(await homeWith(files))
  expect(problems.map(problemSentence)).toEqual([])
  expect(warnings.map(({ sentence }) => sentence)).toEqual([
    'memory: Lanekeeper reads nothing here: it keeps no memory besides what agents keep themselves.',
  ])
  const [workflow] = orchestrators.get('desk')?.workflows ?? []
  expect(workflow?.inputs).toEqual(['user_message', 'conversation_id'])
  expect(workflow?.steps.map(({ id }) => id)).toEqual(['make', 'gate', 'done'])
})

test('a context file beside a prompt file follows it where it says something of its own', async () => {
  const { orchestrators } = await read(await homeWith(files))
  const prompts = orchestrators.get('desk')?.workflows[0]?.steps.map((one) => (one.type === 'shell' ? '' : one.prompt))
  expect(prompts).toEqual([
    'Make {{inputs.user_message}} into {{workflow.output_paths.artifact}}',
    'Look at {{steps.make.outputs.artifact}} of {{inputs.conversation_id}}\n\nKnown: {{workflow.memory_context_bulletin}}\n',
    'Sum up',
  ])
})

test('an edit of a context file is noticed, and so is one that comes', async () => {
  const { files: watched } = await read(await homeWith(files))
  expect(watched.filter((file) => file.endsWith('.context.md'))).toHaveLength(3)
})

test('a prompt file that is in neither place is told by the place it was looked for first', async () => {
  const paths = await homeWith(files)
  await rm(join(paths.root, prompt('done.prompt.md')))
  const { problems } = await read(paths)
  expect(problems.map(({ sentence }) => sentence)).toEqual([
    `workflows.0.steps.2.prompt: there is no prompt file ${join(paths.workspaces, 'desk/workflows/build/done.prompt.md')}.`,
  ])
})

test('whoever answers or chooses among several must be named', async () => {
  const sentences = async (text: string): Promise<string[]> => {
    const at = await homeWith({
      'config.yaml': 'orchestrators: { main: {} }\n',
      'workspaces/main/orchestrator.yaml': text,
    })
    return (await read(at)).problems.map(({ sentence }) => sentence)
  }
  const agents = 'id: main\nagents: { a: { provider: practice }, b: { provider: practice } }\n'
  const flow = (id: string): string => `  - { id: ${id}, steps: [{ id: s, type: agent_task, agent: b, prompt: p }] }\n`
  expect(await sentences(agents)).toEqual(['selector_agent: this key is missing; it names the agent that answers.'])
  expect(await sentences(`${agents}default_workflow: v\nworkflows:\n${flow('v')}${flow('w')}`)).toEqual([
    'selector_agent: this key is missing; it names the agent that chooses the workflow.',
  ])
  expect(await sentences(`${agents}workflows:\n${flow('v')}`)).toEqual([])
  expect(await sentences('id: main\nagents: { a: { provider: practice } }\n')).toEqual([])
})
