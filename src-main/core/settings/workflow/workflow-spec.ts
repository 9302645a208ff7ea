import { z } from 'zod'
import { stepAsWritten, withoutNothings, workflowAsWritten } from './as-written'

export const SpecId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'an id holds letters, digits, _ and - only')
/** The name of an input or an output of a workflow. */
const ValueName = z
  .string()
  .regex(
    /^(?!__proto__$)[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/,
    'it holds letters, digits, _ and - only, and at most 64 of them',
  )

const Prompt = z.string().min(1).max(200_000)
const seconds = z.number().min(1).max(604_800)
const usd = z.number().min(0).max(1_000_000)

const WorkspaceMode = z.enum(['orchestrator_workspace', 'run_workspace', 'agent_workspace'])
export type WorkspaceMode = z.infer<typeof WorkspaceMode>

/**
 * What happens once a step's attempts are spent: the run fails, it waits for a person to decide, or it goes on as if the step had
 * been done.
 */
export const WhenSpent = z.enum(['fail', 'escalate', 'done'])
export type WhenSpent = z.infer<typeof WhenSpent>

/** What is told when something begins, is done or has failed. */
const Notify = z.strictObject({ on_start: Prompt.optional(), on_done: Prompt.optional(), on_fail: Prompt.optional() })
export type NotifyWord = keyof z.infer<typeof Notify>

const shared = {
  id: SpecId,
  description: z.string().max(2000).optional(),
  needs: z.array(SpecId).max(100).default([]),
  /** The step that follows; `done` ends the run. Without it the next one of the list follows. */
  next: SpecId.optional(),
  /** The step that follows once its attempts are spent, in place of `when_spent`. */
  on_fail: SpecId.optional(),
  /** Where a run goes that is canceled in it, in place of the workflow's own. */
  on_cancel: SpecId.optional(),
  /** A folder below where it would work, as a template; one that names no value of the run may be elsewhere. */
  cwd: z.string().min(1).max(4096).optional(),
  outputs: z.array(ValueName).max(50).default([]),
  /** Those of the outputs that may be left out: the ones written with a question mark. */
  optional_outputs: z.array(ValueName).max(50).default([]),
  output_files: z.record(ValueName, z.string().min(1).max(500)).default({}),
  final_output_priority: z.array(ValueName).max(50).optional(),
  workspace_mode: WorkspaceMode.default('orchestrator_workspace'),
  limits: z
    .preprocess(
      withoutNothings,
      z.strictObject({
        max_retries: z.int().min(0).max(100).optional(),
        timeout_seconds: seconds.optional(),
        /** Between the attempts after the second one of a visit. */
        cooldown_seconds: z.number().min(0).max(604_800).optional(),
      }),
    )
    .prefault({}),
  when_spent: WhenSpent.optional(),
  /** The same of this step, in the name of `as`. */
  notify: Notify.extend({ as: z.string().max(200) }).optional(),
}

/** What tells how an agent's step went: its `[workflow_result]` block, or whatever it answered. */
export const ResultForm = z.enum(['block', 'answer'])
export type ResultForm = z.infer<typeof ResultForm>

const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name for an environment variable')

/** What an agent is told after a failure in place of its prompt, and whether it goes on in the session of that. */
const Again = z.strictObject({ prompt: Prompt, resumes: z.boolean() })

/** Errors of the model's servers, or of the way to them, that are no fault of the work. */
export const AgentError = z.enum(['unauthenticated', 'billing', 'no_internet', 'rate_limited', 'overloaded'])
export type AgentError = z.infer<typeof AgentError>

/** What is done about an error; the first rule that matches stands. */
const AgentErrorRule = z.strictObject({
  /** Without it any error. */
  match: AgentError.optional(),
  action: z.enum(['fail', 'resume', 'escalate']),
  /** With `fail`: the step that follows; without it the run has failed. */
  next: SpecId.optional(),
  /** With `resume`: how often, what passes before each but the first, and what the agent is told. */
  attempts: z.int().min(1).max(100).optional(),
  cooldown_seconds: z.number().min(0).max(604_800).optional(),
  again: Again.optional(),
})
export type AgentErrorRule = z.infer<typeof AgentErrorRule>

const agentStep = {
  ...shared,
  agent: SpecId,
  prompt: Prompt,
  prompt_type: z.string().max(100).optional(),
  result: ResultForm.optional(),
  /** Variables of its program's environment; may hold placeholders. */
  env: z.record(EnvName, z.string().max(65_536)).optional(),
  /** For attempts after one that failed. */
  again: Again.optional(),
  /** Without it, errors are waited out and cost no attempt. */
  on_error: z.array(AgentErrorRule).min(1).max(20).optional(),
}

/** One step. A review's `decision` output says `approve` or `reject`; `on_approve` and `on_reject` say what follows. */
export const StepSpec = z.preprocess(
  stepAsWritten,
  z.discriminatedUnion('type', [
    z.strictObject({ ...agentStep, type: z.literal('agent_task') }),
    z.strictObject({ ...agentStep, type: z.literal('agent_review'), on_approve: SpecId, on_reject: SpecId }),
    z.strictObject({
      ...shared,
      type: z.literal('shell'),
      run: Prompt,
      /** The step whose work this line judges: who decides to try again has that done again. */
      judges: SpecId.optional(),
      /** What it says answers nobody. */
      is_aside: z.boolean().optional(),
    }),
  ]),
)
export type StepSpec = z.infer<typeof StepSpec>

const WorkflowFields = z.strictObject({
  id: SpecId,
  version: z.union([z.int(), z.string().max(50)]).default(1),
  description: z.string().max(2000).optional(),
  tags: z.array(z.string().max(100)).max(50).default([]),
  inputs: z.array(ValueName).max(100).default([]),
  limits: z
    .preprocess(
      withoutNothings,
      z.strictObject({
        max_total_iterations: z.int().min(1).max(10_000).optional(),
        run_timeout_seconds: seconds.optional(),
        /** What all attempts of a run may cost, in US dollars, before somebody is asked. */
        max_usd: usd.optional(),
      }),
    )
    .prefault({}),
  /** Where a run that is done, failed or was canceled goes before it ends; nothing leads there by mere order. */
  on_done: SpecId.optional(),
  on_fail: SpecId.optional(),
  on_cancel: SpecId.optional(),
  /** What is told when a run begins, is done or has failed. */
  notify: Notify.optional(),
  steps: z.array(StepSpec).min(1).max(200),
})
export const WorkflowSpec = z.preprocess(workflowAsWritten, WorkflowFields)
export type WorkflowSpec = z.infer<typeof WorkflowSpec>

/** The name that ends a run where a step is named, unless a step of the workflow has it. */
export const doneStep = 'done'

/** Limits of an orchestrator's runs; times in seconds. */
const WorkflowLimitsFields = z.strictObject({
  max_total_iterations: z.int().min(1).max(10_000).default(24),
  default_run_timeout_seconds: seconds.default(14_400),
  default_step_timeout_seconds: seconds.default(1800),
  max_step_timeout_seconds: seconds.default(7200),
  default_max_retries: z.int().min(0).max(100).default(2),
  /** How often a step may succeed with the very same outputs before somebody is asked. */
  max_same_output: z.int().min(2).max(1000).default(3),
  max_usd: usd.optional(),
  when_spent: WhenSpent.default('escalate'),
})
export const WorkflowLimits = z.preprocess(withoutNothings, WorkflowLimitsFields)
export type WorkflowLimits = z.infer<typeof WorkflowLimits>

/** The step that follows another in the ordinary way, or null when the run is done. */
export function following(workflow: WorkflowSpec, step: StepSpec): string | null {
  if (step.next !== undefined) return endsRun(workflow, step.next) ? null : step.next
  const at = workflow.steps.findIndex((one) => one.id === step.id)
  const id = workflow.steps[at + 1]?.id ?? null
  const { on_done, on_fail, on_cancel } = workflow
  return id === on_done || id === on_fail || id === on_cancel ? null : id
}

/** Whether a name that stands where a step is named ends the run. */
export function endsRun(workflow: WorkflowSpec, id: string): boolean {
  return id === doneStep && stepNamed(workflow, id) === null
}

export function stepNamed(workflow: WorkflowSpec, id: string): StepSpec | null {
  return workflow.steps.find((step) => step.id === id) ?? null
}

/** The steps that errors of a step's agent lead to. */
export function errorSteps(step: StepSpec): string[] {
  const rules = step.type === 'shell' ? [] : (step.on_error ?? [])
  return rules.flatMap(({ next }) => (next === undefined ? [] : [next]))
}

/** Steps written for files alone (`prompt_type: file_output`) need no block. */
export function resultForm(step: StepSpec): ResultForm {
  if (step.type === 'shell') return 'answer'
  return step.result ?? (step.prompt_type === 'file_output' ? 'answer' : 'block')
}
