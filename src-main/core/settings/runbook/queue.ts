import type { AgentSetting } from '../settings-schema'
import type { WorkflowLimits, WorkflowSpec } from '../workflow/workflow-spec'
import type { Schedule } from './schedule'

/** The value of one variable of an item. */
export type VarValue = string | number | boolean

/** A queue as its runbook declares it, with the pipeline its workers run. Times in ms. */
export interface Queue {
  readonly name: string
  /** The path of its runbook. */
  readonly runbook: string
  readonly vars: readonly string[]
  readonly defaults: Readonly<Record<string, VarValue>>
  /** What its pipeline presumes for variables of its own, which items do not have. */
  readonly constants: Readonly<Record<string, VarValue>>
  /** Attempts beyond the first. */
  readonly retries: number
  readonly cooldownMs: number
  /** The variables whose values order the items; empty: each item is its own key. */
  readonly keyVars: readonly string[]
  /** Null: no worker takes from it, and its items wait. */
  readonly pipeline: WorkflowSpec | null
  readonly pipelineName: string | null
  /** How its pipeline calls a run, as a template; null: by the item. */
  readonly title: string | null
  readonly limits: WorkflowLimits
  /** The agents of its runbook. */
  readonly agents: Readonly<Record<string, AgentSetting>>
  /** Where the steps of its pipeline work; null: in the lane's own workspace. */
  readonly cwd: string | null
  /** When items come by themselves; left out: somebody pushes them. */
  readonly schedule?: Schedule
  /** How many items its workers take at once; 0 without a worker. */
  readonly concurrency: number
}
