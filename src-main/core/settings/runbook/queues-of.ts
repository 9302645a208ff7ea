import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { ValueProblem } from '../schema-problems'
import type { AgentSetting, Settings } from '../settings-schema'
import type { SettingsProblem } from '../yaml-file'
import type { PipelineAgent } from './agent-texts'
import { type PlacedPipeline, stepProblems } from './pipeline-steps'
import { pipelineLimits, pipelineWorkflow } from './pipeline-workflow'
import { templated } from './placeholders'
import type { Queue, VarValue } from './queue'
import { keyVarsOf, queueProblems } from './queue-problems'
import { placedAll, type RunbookFile } from './read-runbook'
import { runbookAgents } from './runbook-agents'
import { runbookCrons } from './runbook-crons'
import type { QueueSetting, Runbook } from './runbook-schema'
import { type QueueWorkers, runbookWorkers } from './runbook-workers'

export interface RunbookQueues {
  readonly queues: readonly Queue[]
  readonly problems: readonly SettingsProblem[]
}

/** The queues of one runbook. With anything wrong in it, it has none: half a runbook would lose what the other half needs. */
export function queuesOf(read: RunbookFile, settings: Settings): RunbookQueues {
  const { file, runbook } = read
  const { pipelines, problems } = placedPipelines(runbook)
  const { agents, problems: agentProblems } = runbookAgents(runbook, settings)
  const names = Object.keys(runbook.agent)
  const stepsWrong = [...pipelines.values()].flatMap((pipeline) => [
    ...stepProblems(pipeline, names),
    ...placeProblems(pipeline),
  ])
  const { workers, problems: workerProblems } = runbookWorkers(runbook, pipelines)
  const { crons, problems: cronProblems } = runbookCrons(runbook, pipelines)
  const own = crons.filter(({ pipeline }) => !pipelines.has(pipeline.name) || pipeline.path[0] === 'cron')
  const ownWrong = own.flatMap(({ pipeline }) => stepProblems(pipeline, names))
  const found = [...problems, ...agentProblems, ...stepsWrong, ...workerProblems, ...cronProblems, ...ownWrong]
  // A pipeline whose steps or agents are not there is not looked at any closer.
  const isSound = found.length === 0
  const queues: Queue[] = []
  for (const [name, setting] of Object.entries(runbook.queue)) {
    found.push(...queueProblems(name, setting))
    const made = madeQueue(file, name, setting, isSound ? (workers.get(name) ?? null) : null, agents, settings)
    found.push(...made.problems)
    queues.push(made.queue)
  }
  for (const { queue: name, setting, schedule, pipeline, concurrency } of crons) {
    const made = madeQueue(file, name, setting, isSound ? { pipeline, concurrency } : null, agents, settings)
    found.push(...made.problems)
    queues.push({ ...made.queue, schedule })
  }
  return found.length === 0 ? { queues, problems: [] } : { queues: [], problems: placedAll(read, found) }
}

function placedPipelines(runbook: Runbook): { pipelines: Map<string, PlacedPipeline>; problems: ValueProblem[] } {
  const pipelines = new Map<string, PlacedPipeline>()
  const problems: ValueProblem[] = []
  for (const section of ['pipeline', 'job'] as const) {
    for (const [name, setting] of Object.entries(runbook[section])) {
      if (!pipelines.has(name)) pipelines.set(name, { name, path: [section, name], setting })
      else problems.push({ path: [section, name], part: 'key', sentence: `there is a pipeline "${name}" already` })
    }
  }
  return { pipelines, problems }
}

function placeProblems({ path, setting }: PlacedPipeline): ValueProblem[] {
  if (setting.cwd === undefined) return []
  const at = [...path, 'cwd']
  // What an item says must not lead anywhere.
  return /\$\{|\{\{/.test(setting.cwd) ? [{ path: at, sentence: 'a cwd holds no placeholders' }] : []
}

function madeQueue(
  file: string,
  name: string,
  setting: QueueSetting,
  workers: QueueWorkers | null,
  agents: ReadonlyMap<string, PipelineAgent>,
  settings: Settings,
): { queue: Queue; problems: readonly ValueProblem[] } {
  const pipeline = workers?.pipeline ?? null
  const needs =
    pipeline === null ? { constants: {}, whole: null, problems: [] } : pipelineNeeds(pipeline, name, setting.vars)
  const vars = [...setting.vars, ...Object.keys(needs.constants)]
  const { workflow, problems } =
    pipeline === null ? { workflow: null, problems: [] } : pipelineWorkflow(pipeline, vars, needs.whole, agents)
  const title = pipeline?.setting.name ?? null
  const titled = title === null ? null : templated(title, { vars, whole: needs.whole, locals: {} })
  const titleProblems = (titled?.problems ?? []).map(({ text, sentence }) => ({
    path: [...(pipeline?.path ?? []), 'name'],
    part: { text },
    sentence,
  }))
  const queue: Queue = {
    name,
    runbook: file,
    vars: setting.vars,
    defaults: setting.defaults,
    constants: needs.constants,
    retries: setting.retry.attempts,
    cooldownMs: setting.retry.cooldown,
    keyVars: keyVarsOf(setting),
    pipeline: workflow,
    pipelineName: pipeline?.name ?? null,
    title: titled?.template ?? null,
    limits: pipelineLimits(workflow, settings),
    agents: Object.fromEntries([...agents].map(([id, { plan }]): [string, AgentSetting] => [id, plan.setting])),
    cwd: pipeline?.setting.cwd === undefined ? null : cwdOf(file, pipeline.setting.cwd),
    concurrency: workers?.concurrency ?? 0,
  }
  return { queue, problems: [...needs.problems, ...problems, ...titleProblems] }
}

interface Needs {
  readonly constants: Readonly<Record<string, VarValue>>
  readonly whole: string | null
  readonly problems: readonly ValueProblem[]
}

/** How the variables a pipeline declares come from the items of a queue. The first may stand for the item as a whole. */
function pipelineNeeds({ path, setting }: PlacedPipeline, queue: string, vars: readonly string[]): Needs {
  const field = setting.vars === undefined ? 'input' : 'vars'
  const declared = setting.vars ?? setting.input ?? []
  const missing = declared.filter((name) => !vars.includes(name) && !Object.hasOwn(setting.defaults, name))
  const [first] = declared
  const whole = first !== undefined && missing[0] === first ? first : null
  const problems = missing
    .filter((name) => name !== whole)
    .map((name) => ({
      path: [...path, field, declared.indexOf(name)],
      sentence: `the items of the queue "${queue}" have no "${name}", and there is no default`,
    }))
  const own = Object.entries(setting.defaults).filter(([name]) => !vars.includes(name))
  return { constants: Object.fromEntries(own), whole, problems }
}

/** Relative to the runbook's folder; `~` is the home folder of whoever runs this. */
function cwdOf(file: string, cwd: string): string {
  return cwd === '~' || cwd.startsWith('~/') ? join(homedir(), cwd.slice(1)) : resolve(dirname(file), cwd)
}
