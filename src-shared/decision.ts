import { z } from 'zod'
import { LaneName } from './item'

export const RunId = z.string().regex(/^run-[0-9a-z-]{6,64}$/)
export type RunId = z.infer<typeof RunId>
export const DecisionId = z.string().regex(/^dec-[0-9a-z-]{6,80}$/)
export type DecisionId = z.infer<typeof DecisionId>
export const StepName = z.string().max(64)

/** Whose workflow a run follows: an orchestrator's, or the pipeline of a runbook queue. */
export const RunSource = z.object({ kind: z.enum(['orchestrator', 'queue']), name: z.string() })
export type RunSource = z.infer<typeof RunSource>

/** What a person may choose. `retry` goes on at the step, `skip` after it, `cancel` ends the run. */
export const Choice = z.enum(['retry', 'skip', 'cancel'])
export type Choice = z.infer<typeof Choice>

/**
 * Why somebody is asked. `asked`: the agent itself asks; `no_progress`: it goes on without getting anywhere; `silent`: it
 * finished without a word.
 */
export const DecisionKind = z.enum([
  'spent',
  'review_loop',
  'no_progress',
  'timed_out',
  'asked',
  'over_budget',
  'silent',
])
export type DecisionKind = z.infer<typeof DecisionKind>

export const Resolution = z.object({
  at: z.number(),
  by: z.enum(['panel', 'cli', 'message', 'run']),
  choice: Choice,
  /** Free text, passed on to the agent. */
  text: z.string(),
})
export type Resolution = z.infer<typeof Resolution>

/**
 * `decisions/<id>.json`: a question to the operator that a run (or, without one, an item) waits on. Kept after it was
 * resolved, as the record of who decided what.
 */
export const Decision = z.object({
  id: DecisionId,
  kind: DecisionKind,
  createdAt: z.number(),
  runId: RunId.nullable(),
  source: RunSource.nullable(),
  workflow: z.string().nullable(),
  stepId: StepName.nullable(),
  lane: LaneName.nullable(),
  itemId: z.string().nullable(),
  /** One sentence: what happened and what is asked. */
  question: z.string().max(20_000),
  /** What was tried, oldest first. */
  tried: z.array(z.string().max(2000)).max(20),
  lastError: z.string().max(20_000).nullable(),
  /** Files that help to decide. */
  evidence: z.array(z.object({ label: z.string(), path: z.string() })).max(20),
  /** Numbered from 1 in this order; exactly one is recommended. */
  options: z
    .array(z.object({ choice: Choice, label: z.string(), recommended: z.boolean() }))
    .min(1)
    .max(9),
  resolution: Resolution.nullable(),
})
export type Decision = z.infer<typeof Decision>

/** An open decision as the board carries it. */
export const DecisionCard = Decision.pick({
  id: true,
  kind: true,
  createdAt: true,
  runId: true,
  source: true,
  workflow: true,
  stepId: true,
  lane: true,
  itemId: true,
}).extend({ question: z.string().max(500) })
export type DecisionCard = z.infer<typeof DecisionCard>

export const DecisionQuery = z.object({ state: z.enum(['open', 'resolved', 'all']), limit: z.int().min(1).max(500) })
export type DecisionQuery = z.infer<typeof DecisionQuery>

/** `option` counts from 1. */
export const DecisionAnswer = z.object({
  id: DecisionId,
  option: z.int().min(1).max(9),
  text: z.string().max(20_000),
  by: z.enum(['panel', 'cli']),
})
export type DecisionAnswer = z.infer<typeof DecisionAnswer>
