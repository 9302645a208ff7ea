import { z } from 'zod'
import { WorkflowLimits, WorkflowSpec } from './workflow-spec'

export const RunId = z.string().regex(/^run-[0-9a-z-]{6,64}$/)

export const RunPhase = z.enum(['queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled'])
export type RunPhase = z.infer<typeof RunPhase>

/** One try at a step. Times in ms. */
export const StepAttempt = z.object({
  attempt: z.int().min(1),
  state: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  invocationId: z.string().nullable(),
  summary: z.string().nullable(),
  reason: z.string().nullable(),
  /** Where each output was written, for an attempt that succeeded. */
  outputs: z.record(z.string(), z.string()),
  /** A hash over the contents of the outputs, to notice that nothing changes any more. */
  outputHash: z.string().nullable(),
  decision: z.enum(['approve', 'reject']).nullable(),
})
export type StepAttempt = z.infer<typeof StepAttempt>

/** Why a run asks a person. */
export const Question = z.object({
  kind: z.enum(['spent', 'review_loop', 'no_progress', 'timed_out', 'asked', 'over_budget']),
  stepId: z.string().nullable(),
  reason: z.string(),
})
export type Question = z.infer<typeof Question>

/** `run.json`: one execution of a workflow, whole in itself: the workflow as it was when the run began is part of it. */
export const RunState = z.object({
  id: RunId,
  orchestratorId: z.string(),
  workflow: WorkflowSpec,
  limits: WorkflowLimits,
  phase: RunPhase,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  updatedAt: z.number(),
  endedAt: z.number().nullable(),
  /** The item the run is for; null for a run started by hand. */
  item: z.object({ lane: z.string(), id: z.string() }).nullable(),
  channel: z.record(z.string(), z.string()),
  inputs: z.record(z.string(), z.string()),
  /** The step the run is in; null before the first and after the last. */
  currentStep: z.string().nullable(),
  /** Attempts of all steps so far. */
  iterations: z.int().min(0),
  /** Failed attempts of the current visit of the current step. */
  failures: z.int().min(0),
  steps: z.record(z.string(), z.array(StepAttempt)),
  state: z.record(z.string(), z.string()),
  /** Free text of the last decision, passed on to the next attempt. */
  guidance: z.string().nullable(),
  /** While `waiting`: what is asked, and the decision that was made of it (null until it stands on disk). */
  question: Question.nullable(),
  decisionId: z.string().nullable(),
  reason: z.string().nullable(),
})
export type RunState = z.infer<typeof RunState>

export function isOver(phase: RunPhase): boolean {
  return phase === 'succeeded' || phase === 'failed' || phase === 'canceled'
}

/** The newest attempt of a step, or null. */
export function lastAttempt(run: RunState, stepId: string): StepAttempt | null {
  return run.steps[stepId]?.at(-1) ?? null
}

/** The newest attempt of a step that succeeded, or null. */
export function lastSuccess(run: RunState, stepId: string): StepAttempt | null {
  return run.steps[stepId]?.findLast((attempt) => attempt.state === 'succeeded') ?? null
}
