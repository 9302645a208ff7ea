import { z } from 'zod'
import { Decision, DecisionId, RunId, RunSource, StepName } from './decision'
import { InvocationId } from './invocation'
import { LaneName } from './item'
import { bounds } from './limits'

export const runPhases = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled'] as const
export const RunPhase = z.enum(runPhases)
export type RunPhase = z.infer<typeof RunPhase>

/** A run that is over never goes on by itself; a person may go on with it from one of its steps. */
export function isOver(phase: RunPhase): boolean {
  return phase === 'succeeded' || phase === 'failed' || phase === 'canceled'
}

/** One run as a list shows it. Times in ms. */
export const RunRow = z.object({
  id: RunId,
  source: RunSource,
  workflow: z.string(),
  phase: RunPhase,
  /** The first words of what it was started with. */
  title: z.string().max(200),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  updatedAt: z.number(),
  endedAt: z.number().nullable(),
  /** The step it is in, or null before the first and after the last. */
  step: StepName.nullable(),
  /** Attempts of all steps so far. */
  iterations: z.int().min(0),
  costUsd: z.number().nullable(),
  /** True when any part of the cost was reckoned from the prices of the settings. */
  costEstimated: z.boolean(),
  lane: LaneName.nullable(),
  itemId: z.string().nullable(),
  decisionId: DecisionId.nullable(),
  /** Why it failed, was canceled or waits; null otherwise. */
  reason: z.string().nullable(),
})
export type RunRow = z.infer<typeof RunRow>

export const RunWindowQuery = z.object({
  /** `open`: queued, running and waiting. */
  phase: z.union([RunPhase, z.enum(['all', 'open'])]),
  /** Plain text to find in id, title, workflow or source; empty: everything. */
  search: z.string().max(200),
  offset: z.int().min(0),
  limit: z.int().min(1).max(bounds.windowRows),
})
export type RunWindowQuery = z.infer<typeof RunWindowQuery>

/** Newest first. `total` counts what the query matches. */
export const RunWindow = z.object({ offset: z.int().min(0), total: z.int().min(0), rows: z.array(RunRow) })
export type RunWindow = z.infer<typeof RunWindow>

export const RunAttempt = z.object({
  attempt: z.int().min(1),
  state: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  invocationId: InvocationId.nullable(),
  summary: z.string().nullable(),
  reason: z.string().nullable(),
  decision: z.enum(['approve', 'reject']).nullable(),
  outputs: z.array(z.object({ key: z.string(), path: z.string() })),
  costUsd: z.number().nullable(),
})
export type RunAttempt = z.infer<typeof RunAttempt>

export const StepKind = z.enum(['agent_task', 'agent_review', 'shell'])
export type StepKind = z.infer<typeof StepKind>

/** The drawn workflow. An edge to `doneNode` ends the run. */
export const WorkflowGraph = z.object({
  nodes: z.array(
    z.object({ id: StepName, kind: StepKind, agent: z.string().nullable(), description: z.string().nullable() }),
  ),
  edges: z.array(
    z.object({ from: StepName, to: z.string(), kind: z.enum(['next', 'approve', 'reject', 'fail', 'cancel']) }),
  ),
})
export type WorkflowGraph = z.infer<typeof WorkflowGraph>
/** No step can be called so. */
export const doneNode = '(done)'

/** One line of `events.jsonl`. */
export const RunLogEntry = z.object({
  at: z.number(),
  kind: z.string(),
  step: z.string().nullable(),
  attempt: z.int().nullable(),
  text: z.string(),
})
export type RunLogEntry = z.infer<typeof RunLogEntry>

/** How the workflow of a run was chosen. */
export const SelectionSummary = z.object({
  selectorId: z.string(),
  /** `only`: there was one workflow; `person`: started by hand; `queue`: the pipeline of its queue. */
  decidedBy: z.enum(['only', 'selector', 'default', 'person', 'queue']),
  /** How often the selector was asked. */
  asked: z.int().min(0),
  reason: z.string().nullable(),
})
export type SelectionSummary = z.infer<typeof SelectionSummary>

/** Everything that is shown of one run. `steps` follows the workflow's order; `log` holds the newest entries. */
export const RunDetail = z.object({
  row: RunRow,
  inputs: z.record(z.string(), z.string()),
  graph: WorkflowGraph,
  steps: z.array(
    z.object({ id: StepName, kind: StepKind, agent: z.string().nullable(), attempts: z.array(RunAttempt) }),
  ),
  log: z.array(RunLogEntry),
  selection: SelectionSummary.nullable(),
  decisions: z.array(Decision),
  /** Steps a person may go on from now; empty while it runs or waits. */
  retryFrom: z.array(StepName),
  cancelable: z.boolean(),
  /** The run's folder. */
  path: z.string(),
})
export type RunDetail = z.infer<typeof RunDetail>

/** Starts a workflow by hand. Every input of the workflow must be given; others are refused. */
export const RunStart = z.object({
  orchestrator: z.string().min(1).max(64),
  workflow: z.string().min(1).max(64),
  inputs: z.record(z.string().max(64), z.string().max(200_000)),
})
export type RunStart = z.infer<typeof RunStart>

export const RunRef = z.object({ id: RunId })

/** One workflow as it can be started and looked at. */
export const WorkflowView = z.object({
  id: z.string(),
  version: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  inputs: z.array(z.string()),
  graph: WorkflowGraph,
  isDefault: z.boolean(),
})
export type WorkflowView = z.infer<typeof WorkflowView>

/** An orchestrator of the settings; `problems` says why it cannot be used as it stands. */
export const OrchestratorView = z.object({
  id: z.string(),
  file: z.string(),
  workspace: z.string(),
  sharedAccess: z.array(z.string()),
  selectorAgent: z.string().nullable(),
  agents: z.array(
    z.object({ id: z.string(), provider: z.string(), model: z.string().nullable(), canOrchestrate: z.boolean() }),
  ),
  workflows: z.array(WorkflowView),
  problems: z.array(z.string()),
})
export type OrchestratorView = z.infer<typeof OrchestratorView>
