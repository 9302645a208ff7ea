import { suggestion } from '../../ground/nearest'
import type { ValueProblem } from '../schema-problems'
import { doneStep } from '../workflow/workflow-spec'
import type { PipelineSetting, StepSetting } from './runbook-schema'

/** A pipeline with where it stands in its file. */
export interface PlacedPipeline {
  readonly name: string
  readonly path: readonly string[]
  readonly setting: PipelineSetting
}

const stepWays = ['on_done', 'on_fail', 'on_cancel'] as const
const pipelineWays = ['on_done', 'on_fail', 'on_cancel'] as const

export function stepsOf({ step, steps }: PipelineSetting): readonly StepSetting[] {
  return step ?? steps ?? []
}

export function stepPath({ path, setting }: PlacedPipeline, step: StepSetting): readonly PropertyKey[] {
  return [...path, setting.step === undefined ? 'steps' : 'step', step.at]
}

/** Names of steps that are not there or not unique, and agents that are not there. */
export function stepProblems(pipeline: PlacedPipeline, agents: readonly string[]): ValueProblem[] {
  const { path, setting } = pipeline
  const steps = stepsOf(setting)
  const names = steps.map(({ name }) => name)
  const problems: ValueProblem[] = []
  const named = (at: readonly PropertyKey[], target: string | undefined): void => {
    if (target === undefined || target === doneStep || names.includes(target)) return
    problems.push({ path: at, sentence: `there is no step "${target}"${suggestion(target, names)}` })
  }
  if (steps.length === 0) problems.push({ path, part: 'key', sentence: 'this pipeline has no step' })
  if (setting.step !== undefined && setting.steps !== undefined) {
    problems.push({ path: [...path, 'steps'], part: 'key', sentence: 'the steps stand under step already' })
  }
  for (const way of pipelineWays) named([...path, way], setting[way])
  for (const [index, step] of steps.entries()) {
    const at = stepPath(pipeline, step)
    if (names.indexOf(step.name) < index) {
      problems.push({ path: [...at, 'name'], sentence: `there are two steps called "${step.name}"` })
    }
    for (const way of stepWays) named([...at, way], step[way])
    if (typeof step.run === 'string' || agents.includes(step.run.agent)) continue
    const sentence = `there is no agent "${step.run.agent}"${suggestion(step.run.agent, agents)}`
    problems.push({ path: [...at, 'run', 'agent'], sentence })
  }
  return problems.length > 0 ? problems : orderProblems(pipeline)
}

/**
 * What follows each step when it is done, or null where the pipeline ends: the step it names; else the next of the list that nothing
 * else leads to; else what the pipeline does when it is done.
 */
export function followers(setting: PipelineSetting): ReadonlyMap<string, string | null> {
  const steps = stepsOf(setting)
  const aside = new Set([
    setting.on_done,
    setting.on_cancel,
    ...[setting, ...steps].flatMap(({ on_fail, on_cancel }) => [on_fail, on_cancel]),
  ])
  const named = new Set(steps.map(({ on_done }) => on_done))
  const forCancel = steps.findIndex(
    ({ name }, at) =>
      at > 0 &&
      name === setting.on_cancel &&
      ![setting, ...steps].some(({ on_done, on_fail }) => on_done === name || on_fail === name),
  )
  return new Map(
    steps.map(({ name, on_done }, at) => {
      if (on_done !== undefined) return [name, on_done]
      // A step for failures ends its pipeline unless it says what follows, so that nothing is done again by mere order.
      const next =
        at > 0 && aside.has(name) ? undefined : steps.slice(at + 1).find((later) => !aside.has(later.name))?.name
      if (next !== undefined && !named.has(next)) return [name, next]
      const ends = setting.on_done === undefined || setting.on_done === name || at === forCancel
      return [name, ends ? null : (setting.on_done ?? null)]
    }),
  )
}

/** What follows a step that has failed, or null where the pipeline has failed with it. */
export function failureFollower({ on_fail }: PipelineSetting, step: StepSetting): string | null {
  if (step.on_fail !== undefined) return step.on_fail
  return on_fail === undefined || on_fail === step.name ? null : on_fail
}

/** Steps that no run ever comes to. */
function orderProblems(pipeline: PlacedPipeline): ValueProblem[] {
  const { setting } = pipeline
  const steps = stepsOf(setting)
  const after = followers(setting)
  const reached = new Set<string>()
  const open = [steps[0]?.name, setting.on_cancel]
  while (open.length > 0) {
    const name = open.pop()
    const step = steps.find((one) => one.name === name)
    if (step === undefined || reached.has(step.name)) continue
    reached.add(step.name)
    open.push(after.get(step.name) ?? undefined, failureFollower(setting, step) ?? undefined, step.on_cancel)
  }
  return steps.flatMap((step) => {
    if (reached.has(step.name)) return []
    const sentence = `nothing leads to the step "${step.name}"; name it as on_done of the step it follows`
    return [{ path: stepPath(pipeline, step), sentence }]
  })
}
