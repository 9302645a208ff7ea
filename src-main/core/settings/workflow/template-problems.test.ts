import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { attemptPaths } from '../../orchestrate/run/run-paths'
import { filled } from '../../orchestrate/run/step-values'
import { freshRun } from '../../orchestrate/workflow/run-state'
import { interpolated } from './interpolate'
import { knownNames } from './template-problems'
import { WorkflowLimits, WorkflowSpec } from './workflow-spec'

test('every name that a prompt can use has a value when its step runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-names-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const id of ['one', 'two']) {
    const { outputs } = attemptPaths(join(folder, 'runs', 'run-000001'), id, 1)
    await mkdir(outputs, { recursive: true })
    await writeFile(join(outputs, 'doc'), 'text')
  }
  const parts = { type: 'agent_task', agent: 'a', outputs: ['doc'], output_files: { doc: 'doc' } }
  const workflow = WorkflowSpec.parse({
    id: 'w',
    inputs: ['user_prompt'],
    steps: [
      { ...parts, id: 'one', prompt: 'x' },
      { ...parts, id: 'two', prompt: 'x' },
    ],
  })
  const [, step] = workflow.steps
  if (step === undefined) throw new Error('there is no second step')
  const begun = freshRun(
    {
      id: 'run-000001',
      source: { kind: 'orchestrator', name: 'main' },
      workspace: folder,
      cwd: null,
      title: 't',
      selection: null,
      workflow,
      limits: WorkflowLimits.parse({}),
      item: null,
      channel: {},
      inputs: { user_prompt: 'p' },
    },
    1,
  )
  const success = {
    attempt: 1,
    iteration: 1,
    state: 'succeeded',
    startedAt: 1,
    endedAt: 2,
    invocationId: null,
    summary: 's',
    reason: null,
    outputs: { doc: join(folder, 'doc') },
    outputHash: null,
    decision: null,
    costUsd: null,
  } as const
  const run = { ...begun, steps: { one: [success], two: [success] } }
  const scope = { run, step, attempt: 2, outputPaths: { doc: join(folder, 'doc') } }
  for (const name of knownNames(workflow, step)) {
    expect(await filled(`{{${name}}}`, scope, '{}', interpolated), name).toMatchObject({ ok: true })
  }
})
