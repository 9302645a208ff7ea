import { expect, test } from 'vitest'
import { exampleHome } from '../../../testing/homes/settings-home'
import { TestRuns } from '../../../testing/runs/test-runs'
import { loadSettings } from '../../settings/settings'
import { type StepSpec, WorkflowSpec } from '../../settings/workflow/workflow-spec'

test.each([
  ['single_agent', 0],
  ['product_desk', 0],
  ['delivery_team', 2],
])('the example "%s" loads, and each of its workflows runs to its end', async (name, reviews) => {
  const example = (await loadSettings(await exampleHome())).orchestrators.get(name)
  if (example === undefined) throw new Error(`no example ${name}`)
  const isReview = (agentId: string): boolean =>
    example.workflows.some(({ steps }) =>
      steps.some((step: StepSpec) => step.type === 'agent_review' && step.agent === agentId),
    )
  const agents = Object.fromEntries(
    Object.keys(example.agents).map((id) => [id, { provider: isReview(id) ? 'reject_1' : 'write' }]),
  )
  await using world = await TestRuns.open({ workflows: example.workflows, agents })
  await world.begin()
  for (const { id, inputs } of example.workflows.map((workflow) => WorkflowSpec.parse(workflow))) {
    const given = Object.fromEntries(inputs.map((input) => [input, `some ${input}`]))
    const run = await world.runs.calls.start({ orchestrator: 'main', workflow: id, inputs: given })
    await world.until(async () => (await world.detail(run.id)).row.phase === 'succeeded')
  }
  const details = await Promise.all((await world.rows()).map(({ id }) => world.detail(id)))
  const rejections = details
    .flatMap(({ steps }) => steps)
    .flatMap(({ attempts }) => attempts)
    .filter(({ decision }) => decision === 'reject')
  expect(rejections).toHaveLength(reviews)
  expect(world.faults).toEqual([])
})
