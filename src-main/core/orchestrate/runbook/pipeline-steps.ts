import { suggestion } from '../../home/nearest'
import type { ValueProblem } from '../../home/schema-problems'
import { doneStep } from '../workflow/workflow-spec'
import type { PipelineSetting, StepSetting } from './runbook-schema'

/** A pipeline with where it stands in its file. */
export interface PlacedPipeline {
  readonly name: string
  readonly path: readonly string[]
  readonly setting: PipelineSetting
}

const stepWays = ['on_done', 'on_fail'] as const
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

/** The step that comes after one that is done; null: the pipeline ends. */
export interface Follower {
  readonly name: string | null
  /** It stands next in the list, but another step names it as what follows; nobody can tell which is meant. */
  readonly isDoubtful: boolean
}

/**
 * What follows each step when it is done: the step it names, else the next of the list. Steps for failures, for cancels and for the
 * end of the pipeline are only come to by their names.
 */
export function followers(setting: PipelineSetting): ReadonlyMap<string, Follower> {
  const steps = stepsOf(setting)
  const aside = new Set([setting.on_done, setting.on_cancel, ...[setting, ...steps].map(({ on_fail }) => on_fail)])
  const named = new Set(steps.map(({ on_done }) => on_done))
  return new Map(
    steps.map(({ name, on_done }, at) => {
      if (on_done !== undefined) return [name, { name: on_done, isDoubtful: false }]
      const next = steps.slice(at + 1).find((later) => !aside.has(later.name))?.name ?? null
      return [name, { name: next, isDoubtful: next !== null && named.has(next) }]
    }),
  )
}

/** Steps after which nobody can tell what follows, and steps that nothing leads to. */
function orderProblems(pipeline: PlacedPipeline): ValueProblem[] {
  const { setting } = pipeline
  const steps = stepsOf(setting)
  const after = followers(setting)
  const ledTo = new Set([...after.values()].map(({ name }) => name))
  const aside = [setting.on_done, setting.on_cancel, ...[setting, ...steps].map(({ on_fail }) => on_fail)]
  return steps.flatMap((step, at) => {
    const path = stepPath(pipeline, step)
    const next = after.get(step.name)
    if (next?.isDoubtful) {
      const sentence = `what follows "${step.name}"? Say on_done = "${next.name}", or on_done = "${doneStep}" to end here`
      return [{ path, sentence }]
    }
    if (at === 0 || ledTo.has(step.name) || aside.includes(step.name)) return []
    return [{ path, sentence: `nothing leads to the step "${step.name}"` }]
  })
}
