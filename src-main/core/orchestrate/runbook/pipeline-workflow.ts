import { checkedValue, type ValueProblem } from '../../home/schema-problems'
import type { Settings } from '../../home/settings-schema'
import { workflowProblems } from '../workflow/workflow-problems'
import { doneStep, WorkflowLimits, WorkflowSpec } from '../workflow/workflow-spec'
import type { AgentPlan } from './agent-plan'
import { failureFollower, followers, type PlacedPipeline, stepPath, stepsOf } from './pipeline-steps'
import { localProblem, type Scope, templated } from './placeholders'
import type { RunbookAgent, StepSetting } from './runbook-schema'

export interface PipelineAgent {
  readonly setting: RunbookAgent
  readonly plan: AgentPlan
}

export interface Compiled {
  /** Null when there are problems. */
  readonly workflow: WorkflowSpec | null
  readonly problems: readonly ValueProblem[]
}

/** A pipeline, whose steps and agents were found to be there, as a workflow for items with these variables. */
export function pipelineWorkflow(
  pipeline: PlacedPipeline,
  vars: readonly string[],
  whole: string | null,
  agents: ReadonlyMap<string, PipelineAgent>,
): Compiled {
  const { name, path, setting } = pipeline
  const scope: Scope = { vars, whole, locals: setting.locals }
  const problems: ValueProblem[] = localProblems(pipeline, scope)
  const idOf = stepIds(stepsOf(setting))
  const next = followers(setting)
  const fill = (at: readonly PropertyKey[], text: string): string => {
    const filled = templated(text, scope)
    problems.push(
      ...filled.problems.map((found) => ({ path: at, part: { text: found.text }, sentence: found.sentence })),
    )
    return filled.template
  }
  const steps = stepsOf(setting).map((step) => {
    const { run } = step
    const agent = typeof run === 'string' ? undefined : agents.get(run.agent)
    const following = next.get(step.name) ?? null
    const timeoutMs = step.timeout ?? agent?.setting.timeout
    const whenSpent = agent?.plan.whenSpent ?? 'fail'
    // Of an agent that asks somebody, that decides what follows; one that counts as done has not failed.
    const failing = whenSpent === 'fail' ? failureFollower(setting, step) : null
    return {
      id: idOf(step.name),
      next: following === null ? doneStep : idOf(following),
      ...(failing === null ? {} : { on_fail: idOf(failing) }),
      workspace_mode: setting.workspace === 'folder' ? 'run_workspace' : 'orchestrator_workspace',
      limits: {
        max_retries: agent?.plan.retries ?? 0,
        ...(timeoutMs === undefined ? {} : { timeout_seconds: timeoutMs / 1000 }),
      },
      when_spent: whenSpent,
      ...(typeof run === 'string'
        ? { type: 'shell', run: fill([...stepPath(pipeline, step), 'run'], run) }
        : {
            type: 'agent_task',
            result: 'answer',
            agent: run.agent,
            prompt: promptOf(run.agent, agent, vars, fill),
          }),
    }
  })
  const checked = checkedValue(WorkflowSpec, {
    id: name,
    inputs: vars,
    ...(setting.timeout === undefined ? {} : { limits: { run_timeout_seconds: setting.timeout / 1000 } }),
    ...(setting.on_cancel === undefined ? {} : { on_cancel: idOf(setting.on_cancel) }),
    steps,
  })
  const wrong = checked.ok ? workflowProblems(checked.value, new Set(agents.keys())) : checked.problems
  problems.push(
    ...wrong.map((problem) => ({ ...asWritten(pipeline, problem), path: sourcePath(pipeline, problem.path) ?? path })),
  )
  return { workflow: checked.ok && problems.length === 0 ? checked.value : null, problems }
}

/** The limits of a pipeline's runs: its own words, with room for every step. */
export function pipelineLimits(workflow: WorkflowSpec | null, { limits }: Settings): WorkflowLimits {
  const defaults = WorkflowLimits.parse({})
  const usual = limits.run_seconds
  const each = workflow?.steps.map((step) => step.limits.timeout_seconds ?? usual) ?? []
  const longest = Math.max(usual, ...each)
  const together = each.reduce((sum, seconds) => sum + seconds, 0)
  return WorkflowLimits.parse({
    max_total_iterations: Math.max(defaults.max_total_iterations, 4 * each.length),
    default_run_timeout_seconds: Math.min(604_800, Math.max(defaults.default_run_timeout_seconds, together)),
    default_step_timeout_seconds: usual,
    max_step_timeout_seconds: Math.max(defaults.max_step_timeout_seconds, longest),
    default_max_retries: 0,
    when_spent: 'fail',
  })
}

function promptOf(
  id: string,
  agent: PipelineAgent | undefined,
  vars: readonly string[],
  fill: (at: readonly PropertyKey[], text: string) => string,
): string {
  const message = agent?.setting.on_dead?.message
  const prompt = firstPrompt(id, agent, vars, fill)
  if (message === undefined) return prompt
  const later = fill(['agent', id, 'on_dead', 'message'], message)
  return `${prompt}\n\nThis is attempt {{workflow.attempt}}. From the second attempt on: ${later}`
}

function firstPrompt(
  id: string,
  agent: PipelineAgent | undefined,
  vars: readonly string[],
  fill: (at: readonly PropertyKey[], text: string) => string,
): string {
  const own = agent?.setting.prompt
  const inLine = agent?.plan.prompt ?? null
  const prompt = own === undefined ? null : fill(['agent', id, 'prompt'], own)
  if (inLine !== null) {
    const around = inLine.split(/\$\{\s*prompt\s*\}/)
    const inside = prompt ?? (vars.includes('prompt') ? '{{inputs.prompt}}' : '')
    return around.map((text) => fill(['agent', id, 'run'], text)).join(inside)
  }
  return prompt ?? ['Work on this item.', '', ...vars.map((name) => `${name}: {{inputs.${name}}}`)].join('\n')
}

function localProblems({ path, setting }: PlacedPipeline, scope: Scope): ValueProblem[] {
  return Object.entries(setting.locals).flatMap(([name, text]) => {
    const at = [...path, 'locals', name]
    const wrong = localProblem(text)
    if (wrong !== null) return [{ path: at, sentence: wrong }]
    const { problems } = templated(text, { ...scope, locals: {} })
    return problems.map((found) => ({ path: at, part: { text: found.text }, sentence: found.sentence }))
  })
}

/** `done` ends a run here, so a step of that name is called otherwise. */
function stepIds(steps: readonly StepSetting[]): (name: string) => string {
  const names = steps.map(({ name }) => name)
  if (!names.includes(doneStep)) return (name) => name
  let own = `${doneStep}-step`
  while (names.includes(own)) own += '-'
  return (name) => (name === doneStep ? own : name)
}

/** A problem with a placeholder names it as the runbook does. */
function asWritten(pipeline: PlacedPipeline, problem: ValueProblem): ValueProblem {
  const [, at] = problem.path
  const step = typeof at === 'number' ? stepsOf(pipeline.setting)[at] : undefined
  if (typeof problem.part !== 'object' || typeof step?.run !== 'string') return problem
  const { text } = problem.part
  const [, name = ''] = /^\{\{\s*inputs\.(\w+)\s*\}\}$/.exec(text) ?? []
  const own = new RegExp(`\\$\\{\\s*[a-z][\\w-]*(?:\\.\\w+)?\\.${name}\\s*\\}`).exec(step.run)?.[0]
  if (name === '' || own === undefined) return problem
  return { ...problem, part: { text: own }, sentence: problem.sentence.replaceAll(text, own) }
}

/** Where in the runbook stands what stands at this path of the workflow. */
function sourcePath(pipeline: PlacedPipeline, path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  const [first, at, field] = path
  if (first !== 'steps' || typeof at !== 'number') return null
  const step = stepsOf(pipeline.setting)[at]
  if (step === undefined) return null
  if (field === 'prompt' && typeof step.run !== 'string') return ['agent', step.run.agent, 'prompt']
  return field === 'run' || field === 'on_fail' ? [...stepPath(pipeline, step), field] : stepPath(pipeline, step)
}
