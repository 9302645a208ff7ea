import { fileURLToPath } from 'node:url'
import type { HomePaths } from '../../core/ground/home-paths'
import type { InvokeOptions } from '../../core/orchestrate/invoke-agent'
import type { GateStep } from '../../core/provider/gate'
import type { Queue } from '../../core/settings/runbook/queue'
import type { Effective } from '../../core/settings/settings'
import { OrchestratorFile, Settings } from '../../core/settings/settings-schema'
import { WorkflowLimits, WorkflowSpec } from '../../core/settings/workflow/workflow-spec'
import { sharedWorkspaces } from '../../core/settings/workspaces'

export const worker = fileURLToPath(new URL('../agents/worker.mjs', import.meta.url))

export interface TestRunsOptions {
  /** The scripted worker, for a program that lies elsewhere. */
  readonly worker?: string
  /** Workflows of the orchestrator `main`. An agent named as a behaviour of the scripted worker behaves so. */
  readonly workflows?: readonly object[]
  readonly limits?: object
  /** The pipeline of the queue `jobs`. */
  readonly pipeline?: object
  readonly retries?: number
  readonly settings?: object
  readonly agents?: Readonly<Record<string, object>>
  readonly inFlight?: number
  /** How the gate of a provider answers a failure. */
  readonly gate?: (provider: string) => GateStep
  readonly itemHeld?: InvokeOptions['spend']['itemHeld']
  readonly onProgress?: InvokeOptions['onProgress']
}

const behaviours = [
  ...[
    'write',
    'echo',
    'same',
    'undecided',
    'outside',
    'outside_extra',
    'partly',
    'nothing',
    'blank',
    'silent',
    'fails',
    'asks',
    'crashes',
    'sleeps',
    'byword',
    'says',
  ],
  ...['reject:1', 'reject:2', 'reject:9', 'fails:1', 'fails:2', 'crashes:1'],
]

/** A name that is an id, for a behaviour. */
export const agentFor = (behaviour: string): string => behaviour.replace(':', '_')

/** The settings of a test's home: agents that are scripted, and the workflows and pipeline it is given. */
export function effectiveOf(paths: HomePaths, options: TestRunsOptions): Effective {
  const { workflows = [], limits = {}, pipeline, retries = 0, settings: more = {}, agents: special = {} } = options
  const entries = behaviours.map((behaviour) => {
    const argv = ['node', options.worker ?? worker, behaviour, '{context_file}']
    return [agentFor(behaviour), { kind: 'command', argv }] as const
  })
  const settings = Settings.parse({
    providers: Object.fromEntries(entries),
    orchestrators: { main: {} },
    channel_profiles: { panel: { channel: 'panel', orchestrator_id: 'main' } },
    ...more,
  })
  const agents = {
    ...Object.fromEntries(entries.map(([name]) => [name, { provider: name, can_orchestrate_workflows: true }])),
    ...special,
  }
  const main = OrchestratorFile.parse({
    id: 'main',
    selector_agent: 'write',
    agents,
    workflows,
    workflow_orchestration: { default_max_retries: 1, ...limits },
  })
  const jobs: Queue = {
    name: 'jobs',
    runbook: 'jobs.toml',
    vars: ['word'],
    defaults: {},
    constants: {},
    retries,
    cooldownMs: 0,
    keyVars: [],
    pipeline: pipeline === undefined ? null : WorkflowSpec.parse(pipeline),
    pipelineName: 'jobs',
    title: null,
    limits: WorkflowLimits.parse({ default_max_retries: 1, ...limits }),
    agents: main.agents,
    cwd: null,
    concurrency: 2,
  }
  return {
    settings,
    text: '',
    orchestrators: new Map([['main', main]]),
    runbooks: new Map([['jobs', jobs]]),
    sharedWorkspaces: sharedWorkspaces(paths, settings),
    problems: [],
  }
}
