import { z } from 'zod'
import { DecisionKind, RunId, RunSource } from '#shared/decision'
import { oneLine } from '#shared/one-line'
import { RunPhase, SelectionSummary } from '#shared/run'
import { AgentError, WorkflowLimits, WorkflowSpec } from '../../settings/workflow/workflow-spec'

/** One try at a step. Times in ms. */
export const StepAttempt = z.object({
  attempt: z.int().min(1),
  /** Its place among the attempts of all steps, from 1. */
  iteration: z.int().min(1),
  state: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  invocationId: z.string().nullable(),
  summary: z.string().nullable(),
  reason: z.string().nullable(),
  /** Where each output was written, for an attempt that succeeded. */
  outputs: z.record(z.string(), z.string()),
  /** A hash over what it left, to notice that nothing changes any more. */
  outputHash: z.string().nullable(),
  decision: z.enum(['approve', 'reject']).nullable(),
  costUsd: z.number().nullable(),
  /** It ended with a question to a person, and not with work that did not count. */
  asked: z.literal(true).optional(),
  /** The error of the model's servers that it ended with. */
  error: AgentError.optional(),
  /** Its turn was finished, and its answer does not say how it went: its work stands, and only its word is asked for. */
  unsaid: z.literal(true).optional(),
  /** It did no work and gives the word that is missing: the number of the attempt whose work that is. */
  speaksFor: z.int().min(1).optional(),
})
export type StepAttempt = z.infer<typeof StepAttempt>

/** Why a run asks a person. */
export const Question = z.object({
  kind: DecisionKind,
  stepId: z.string().nullable(),
  reason: z.string(),
})
export type Question = z.infer<typeof Question>

/** What somebody told a run while it was under way, for the next attempt. */
const Note = z.object({ at: z.number(), from: z.string(), text: z.string() })
export type Note = z.infer<typeof Note>

/** The steps a run goes through before it ends, and how it will end then. */
export const Closing = z.object({
  phase: z.enum(['succeeded', 'failed', 'canceled']),
  reason: z.string().nullable(),
  /** The steps entered so far; none is entered twice. */
  entered: z.array(z.string()),
})
export type Closing = z.infer<typeof Closing>

/** `run.json`: one execution of a workflow, whole in itself: the workflow as it was when the run began is part of it. */
export const RunState = z.object({
  id: RunId,
  source: RunSource,
  /** The folder that holds `runs/<id>`. */
  workspace: z.string(),
  /** Where steps of `orchestrator_workspace` work; null: in `workspace` below that folder. */
  cwd: z.string().nullable(),
  title: z.string(),
  selection: SelectionSummary.nullable(),
  workflow: WorkflowSpec,
  limits: WorkflowLimits,
  phase: RunPhase,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  updatedAt: z.number(),
  endedAt: z.number().nullable(),
  /** The item the run is for; null for one started by hand until its item is claimed. */
  item: z.object({ lane: z.string(), id: z.string() }).nullable(),
  /** Which attempt at the item it is; null before it began. A later one is another run. */
  itemAttempt: z.int().min(1).nullable(),
  /** The run is over and its lane has moved the item; nothing more will happen. */
  settled: z.boolean(),
  channel: z.record(z.string(), z.string()),
  inputs: z.record(z.string(), z.string()),
  /** The files that the message it is for names. */
  files: z.array(z.string()).optional(),
  /** The step the run is in; null before the first and after the last. */
  currentStep: z.string().nullable(),
  /** Attempts of all steps so far. */
  iterations: z.int().min(0),
  /** Steps that a person let the run go on without; whatever needs them need not wait for them. */
  skipped: z.array(z.string()).default([]),
  /** Failed attempts of the current visit of the current step. */
  failures: z.int().min(0),
  steps: z.record(z.string(), z.array(StepAttempt)),
  state: z.record(z.string(), z.string()),
  /** Free text of the last decision, passed on to the next attempt. */
  guidance: z.string().nullable(),
  notes: z.array(Note),
  /** How many of the notes the present attempt was given. */
  notesGiven: z.int().min(0),
  /** While `waiting`: what is asked, and the decision that was made of it (null until it stands on disk). */
  question: Question.nullable(),
  decisionId: z.string().nullable(),
  /** Questions so far. */
  asked: z.int().min(0),
  /** What was used up when a person last let the run go on; its limits count from there. */
  grantedMs: z.number().min(0),
  grantedUsd: z.number().min(0),
  grantedIterations: z.int().min(0),
  /** Attempts since then that were interrupted, which count for nothing. */
  uncounted: z.int().min(0),
  /** What the attempts cost as far as their programs tell; null while none has told. */
  costUsd: z.number().nullable(),
  costEstimated: z.boolean(),
  closing: Closing.nullable(),
  reason: z.string().nullable(),
})
export type RunState = z.infer<typeof RunState>

/** What a run begins with. */
export type FreshRun = Pick<
  RunState,
  | 'id'
  | 'source'
  | 'workspace'
  | 'cwd'
  | 'title'
  | 'selection'
  | 'workflow'
  | 'limits'
  | 'item'
  | 'channel'
  | 'inputs'
  | 'files'
>

export function freshRun(fresh: FreshRun, now: number): RunState {
  return {
    ...fresh,
    item: fresh.item === null ? null : { lane: fresh.item.lane, id: fresh.item.id },
    title: oneLine(fresh.title),
    phase: 'queued',
    createdAt: now,
    startedAt: null,
    updatedAt: now,
    endedAt: null,
    itemAttempt: null,
    settled: false,
    currentStep: null,
    iterations: 0,
    failures: 0,
    skipped: [],
    steps: {},
    state: {},
    guidance: null,
    notes: [],
    notesGiven: 0,
    question: null,
    decisionId: null,
    asked: 0,
    grantedMs: 0,
    grantedUsd: 0,
    grantedIterations: 0,
    uncounted: 0,
    costUsd: null,
    costEstimated: false,
    closing: null,
    reason: null,
  }
}

/** The attempts of a step, oldest first. */
export function attemptsOf(run: Pick<RunState, 'steps'>, stepId: string): readonly StepAttempt[] {
  return (Object.hasOwn(run.steps, stepId) ? run.steps[stepId] : undefined) ?? []
}

/** The number of the attempt whose work an attempt hands in, which is its own unless it only gives a word that was missing. */
export function workOf(run: Pick<RunState, 'steps'>, stepId: string, attempt: number): number {
  return attemptsOf(run, stepId).find((one) => one.attempt === attempt)?.speaksFor ?? attempt
}

/** The number of the attempt whose word the next one is to give; null: the next one does the work. */
export function unsaidWork(run: Pick<RunState, 'steps'>, stepId: string): number | null {
  const last = attemptsOf(run, stepId).findLast(({ state }) => state !== 'interrupted')
  return last?.unsaid === true ? (last.speaksFor ?? last.attempt) : null
}

/** The newest attempt of a step, or null. */
export function lastAttempt(run: Pick<RunState, 'steps'>, stepId: string): StepAttempt | null {
  return attemptsOf(run, stepId).at(-1) ?? null
}

/** The newest attempt of a step that succeeded, or null. */
export function lastSuccess(run: RunState, stepId: string): StepAttempt | null {
  return attemptsOf(run, stepId).findLast((attempt) => attempt.state === 'succeeded') ?? null
}
