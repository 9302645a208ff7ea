import { checkedValue, type ValueProblem } from '../schema-problems'
import type { Settings } from '../settings-schema'
import { workflowProblems } from '../workflow/workflow-problems'
import { doneStep, WorkflowLimits, WorkflowSpec } from '../workflow/workflow-spec'
import { agentTexts, cooldownOf, errorRules, folderFrom, notifyOf, type PipelineAgent } from './agent-texts'
import { failureFollower, followers, type PlacedPipeline, stepPath, stepsOf } from './pipeline-steps'
import { cutLocals, localProblem, type Scope, templated } from './placeholders'
import { gateStep, localsStep, type OwnStep, primeStep, worktreeGoneStep, worktreeStep } from './prepared-steps'
import { gateOf, type PipelineSetting, type StepSetting } from './runbook-schema'

/** The branch of a worktree that names none. */
const ownBranch = 'ws-{{workflow.run_id}}'

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
  const steps = stepsOf(setting)
  const taken = new Set(steps.map((step) => step.name))
  const idOf = stepIds(steps)
  const fresh = (wanted: string): string => {
    let id = wanted.slice(0, 60)
    while (taken.has(id)) id += '-'
    taken.add(id)
    return id
  }
  const workspace = setting.workspace ?? setting.source
  const mode = workspace === undefined ? 'orchestrator_workspace' : 'run_workspace'
  const ownAgents = steps.map((step) => agentOf(step, agents)?.setting)
  const cut = new Set(cutLocals(JSON.stringify([setting, ownAgents])))
  const isWorkedOut = (key: string, text: string): boolean => runsSomething(text) || cut.has(key)
  const running = Object.entries(setting.locals).filter(([key, text]) => isWorkedOut(key, text))
  const localsId = running.length === 0 ? null : fresh('locals')
  const before: Scope = { vars, whole, locals: {}, fixed: { 'invoke.dir': '{{workflow.workspace}}' } }
  const branch = typeof workspace === 'object' ? templated(workspace.branch ?? ownBranch, before) : null
  const inFolder: Scope = { ...before, fixed: { ...before.fixed, ...branchNames(branch?.template) } }
  const scope: Scope = {
    ...inFolder,
    locals: Object.fromEntries(Object.entries(setting.locals).filter(([key, text]) => !isWorkedOut(key, text))),
    fixed: {
      ...inFolder.fixed,
      ...Object.fromEntries(running.map(([key]) => [`local.${key}`, `{{steps.${localsId}.outputs.${key}}}`])),
    },
  }
  const problems: ValueProblem[] = localProblems(pipeline, scope)
  const fillIn =
    (within: Scope) =>
    (at: readonly PropertyKey[], text: string): string => {
      const filled = templated(text, within)
      problems.push(
        ...filled.problems.map((found) => ({ path: at, part: { text: found.text }, sentence: found.sentence })),
      )
      return filled.template
    }
  const fill = fillIn(scope)
  const worktree =
    typeof workspace !== 'object'
      ? null
      : {
          repository: '{{workflow.workspace}}',
          branch: fillIn(before)([...path, workspaceField(setting), 'branch'], workspace.branch ?? ownBranch),
          ref: fillIn(inFolder)([...path, workspaceField(setting), 'ref'], workspace.ref ?? 'HEAD'),
        }
  const goneId = worktree === null ? doneStep : fresh('worktree-gone')
  const primed = new Map(
    steps.flatMap((step) => {
      const prime = agentOf(step, agents)?.setting.prime ?? null
      return prime === null ? [] : [[step.name, { id: fresh(`${step.name}-prime`), prime }] as const]
    }),
  )
  const entryOf = (target: string): string => primed.get(target)?.id ?? idOf(target)
  const next = followers(setting)
  const sources: (StepSetting | null)[] = []
  const made = steps.flatMap((step) => {
    const { run } = step
    const id = idOf(step.name)
    const agent = agentOf(step, agents)
    const following = next.get(step.name) ?? null
    const after = following === null || (following === doneStep && !taken.has(doneStep)) ? goneId : entryOf(following)
    const timeoutMs = step.timeout ?? agent?.setting.timeout
    const whenSpent = agent?.plan.whenSpent ?? 'fail'
    const dead = agent?.setting.on_dead === undefined ? null : gateOf(agent.setting.on_dead)
    const idle = agent?.setting.on_idle === undefined ? null : gateOf(agent.setting.on_idle)
    // Of an agent that asks somebody, that decides what follows; one that counts as done has not failed.
    const failing = whenSpent === 'fail' && dead === null ? failureFollower(setting, step) : null
    const gates = new Map<string, OwnStep>()
    const agentId = typeof run === 'string' ? '' : run.agent
    const failure = failureFollower(setting, step)
    const gate = (at: readonly PropertyKey[], script: string): string => {
      const known = gates.get(script)?.id
      if (known !== undefined || typeof run === 'string') return known ?? ''
      const gateId = fresh(`${step.name}-gate`)
      gates.set(script, gateStep(gateId, fill(at, script), after, entryOf(step.name), mode))
      return gateId
    }
    const onFail =
      dead === null ? (failing === null ? null : entryOf(failing)) : gate(['agent', agentId, 'on_dead', 'run'], dead)
    const own = {
      id,
      next: idle === null ? after : gate(['agent', agentId, 'on_idle', 'run'], idle),
      ...(onFail === null ? {} : { on_fail: onFail }),
      workspace_mode: mode,
      limits: {
        max_retries: agent?.plan.retries ?? 0,
        ...(timeoutMs === undefined ? {} : { timeout_seconds: timeoutMs / 1000 }),
        ...cooldownOf(agent),
      },
      when_spent: whenSpent,
      ...(typeof run === 'string'
        ? { type: 'shell', run: fill([...stepPath(pipeline, step), 'run'], run) }
        : {
            type: 'agent_task',
            result: 'answer',
            agent: run.agent,
            ...agentTexts(run.agent, agent, vars, fill, primed.get(step.name)?.id ?? null),
            ...errorRules(run.agent, agent, fill, failure === null ? null : entryOf(failure), gate),
          }),
    }
    const prime = primed.get(step.name)
    const first =
      prime === undefined || typeof run === 'string'
        ? []
        : [primeStep(prime.id, fill(['agent', run.agent, 'prime'], prime.prime), id, mode)]
    const told =
      typeof run === 'string' || agent?.setting.notify === undefined
        ? null
        : notifyOf(agent.setting.notify, ['agent', run.agent], fill, { agent: run.agent, step: step.name })
    const toldBy = (words: readonly string[]): object =>
      told === null
        ? {}
        : {
            notify: {
              as: agentId,
              ...Object.fromEntries(Object.entries(told).filter(([word]) => words.includes(word))),
            },
          }
    // Where a gate judges the work, that is done or has failed with the gate.
    const toldHere = ['on_start', ...(idle === null ? ['on_done'] : []), ...(dead === null ? ['on_fail'] : [])]
    const cwd = agent?.setting.cwd
    const where =
      cwd === undefined || typeof run === 'string' ? {} : { cwd: folderFrom(run.agent, cwd, fill, problems) }
    const canceled = step.on_cancel === undefined ? {} : { on_cancel: entryOf(step.on_cancel) }
    const ownFirst = first.map((one) => ({ ...one, ...where, ...canceled }))
    const work = { ...own, ...where, ...canceled, ...toldBy(toldHere) }
    const all = [
      ...ownFirst,
      work,
      ...[...gates.values()].map((one) => ({ ...one, ...canceled, ...toldBy(['on_done']) })),
    ]
    sources.push(...all.map((one) => (one === work ? step : null)))
    return all
  })
  const firstName = steps[0]?.name ?? doneStep
  const locals = Object.fromEntries(
    running.map(([key, text]) => {
      const filled = fillIn(inFolder)([...path, 'locals', key], text)
      return [key, runsSomething(text) ? filled : filled.replaceAll('$', '\\$')]
    }),
  )
  const opening: OwnStep[] = localsId === null ? [] : [localsStep(localsId, locals, entryOf(firstName))]
  if (worktree !== null) opening.unshift(worktreeStep(fresh('worktree'), worktree, localsId ?? entryOf(firstName)))
  const ending = worktree === null ? [] : [worktreeGoneStep(goneId, worktree)]
  const onCancel = setting.on_cancel === undefined ? (worktree === null ? null : goneId) : entryOf(setting.on_cancel)
  const checked = checkedValue(WorkflowSpec, {
    id: name,
    inputs: vars,
    ...(setting.timeout === undefined ? {} : { limits: { run_timeout_seconds: setting.timeout / 1000 } }),
    ...(onCancel === null ? {} : { on_cancel: onCancel }),
    ...(setting.notify === undefined ? {} : { notify: notifyOf(setting.notify, path, fill, {}) }),
    steps: [...opening, ...made, ...ending],
  })
  const wrong = checked.ok ? workflowProblems(checked.value, new Set(agents.keys())) : checked.problems
  const sourceAt = (at: PropertyKey | undefined): StepSetting | null =>
    typeof at === 'number' ? (sources[at - opening.length] ?? null) : null
  problems.push(
    ...wrong.map((problem) => {
      const step = sourceAt(problem.path[1])
      return { ...asWritten(step, problem), path: sourcePath(pipeline, step, problem.path) ?? path }
    }),
  )
  return { workflow: checked.ok && problems.length === 0 ? checked.value : null, problems }
}

function agentOf({ run }: StepSetting, agents: ReadonlyMap<string, PipelineAgent>): PipelineAgent | undefined {
  return typeof run === 'string' ? undefined : agents.get(run.agent)
}

function runsSomething(text: string): boolean {
  return /\$\(|`/.test(text)
}

function workspaceField({ workspace }: PipelineSetting): string {
  return workspace === undefined ? 'source' : 'workspace'
}

function branchNames(template: string | undefined): Record<string, string> {
  return template === undefined ? {} : { 'workspace.branch': template, 'source.branch': template }
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

function localProblems({ path, setting }: PlacedPipeline, scope: Scope): ValueProblem[] {
  return Object.entries(setting.locals).flatMap(([name, text]) => {
    if (runsSomething(text)) return []
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
function asWritten(step: StepSetting | null, problem: ValueProblem): ValueProblem {
  if (typeof problem.part !== 'object' || typeof step?.run !== 'string') return problem
  const { text } = problem.part
  const [, name = ''] = /^\{\{\s*inputs\.([\w-]+)(?::[\d:]+)?\s*\}\}$/.exec(text) ?? []
  const own = new RegExp(`\\$\\{\\s*[a-z][\\w-]*(?:\\.[\\w-]+)?\\.${name}(?::[\\d:]+)?\\s*\\}`).exec(step.run)?.[0]
  if (name === '' || own === undefined) return problem
  return { ...problem, part: { text: own }, sentence: problem.sentence.replaceAll(text, own) }
}

/** Where in the runbook stands what stands at this path of the workflow. */
function sourcePath(
  pipeline: PlacedPipeline,
  step: StepSetting | null,
  [first, , field]: readonly PropertyKey[],
): readonly PropertyKey[] | null {
  if (first !== 'steps' || step === null) return null
  if (field === 'prompt' && typeof step.run !== 'string') return ['agent', step.run.agent, 'prompt']
  return field === 'run' || field === 'on_fail' || field === 'on_cancel'
    ? [...stepPath(pipeline, step), field]
    : stepPath(pipeline, step)
}
