import type { AttemptFailed, Moved, RunEvent } from '../../core/orchestrate/workflow/run-events'
import { freshRun, type RunState } from '../../core/orchestrate/workflow/run-state'
import { moved, nextOf } from '../../core/orchestrate/workflow/transitions'
import { WorkflowLimits, WorkflowSpec } from '../../core/settings/workflow/workflow-spec'

const limits = (change: object = {}): WorkflowLimits =>
  WorkflowLimits.parse({ default_max_retries: 1, max_same_output: 3, max_total_iterations: 20, ...change })

export function runOf(steps: object[], change: object = {}, workflow: object = {}): RunState {
  return freshRun(
    {
      id: 'run-000001',
      source: { kind: 'orchestrator', name: 'main' },
      workspace: '/w',
      cwd: null,
      title: 't',
      selection: null,
      workflow: WorkflowSpec.parse({ id: 'w', steps, ...workflow }),
      limits: limits(change),
      item: null,
      channel: {},
      inputs: {},
    },
    0,
  )
}

export const task = (id: string, change: object = {}): object => ({
  id,
  type: 'agent_task',
  agent: 'a',
  prompt: 'p',
  ...change,
})
export const review = (id: string, onApprove: string, onReject: string): object => ({
  id,
  type: 'agent_review',
  agent: 'a',
  prompt: 'p',
  outputs: ['decision'],
  output_files: { decision: 'd' },
  on_approve: onApprove,
  on_reject: onReject,
})

let hashes = 0
export const started: RunEvent = { kind: 'attempt_started', notes: 1 }
export const invoked: RunEvent = { kind: 'attempt_invoked', invocationId: 'inv-00001' }
export const begin: RunEvent = { kind: 'begun', attempt: 1 }
export const free = { usd: null, estimated: false }
export const unsaid: RunEvent = { kind: 'attempt_unsaid', reason: 'no word', used: free }
export const success = (change: Partial<RunEvent & { kind: 'attempt_succeeded' }> = {}): RunEvent => ({
  kind: 'attempt_succeeded',
  summary: 's',
  outputs: {},
  outputHash: `h${hashes++}`,
  decision: null,
  feedback: null,
  used: free,
  ...change,
})
export const failure = (retryable = true): AttemptFailed => ({
  kind: 'attempt_failed',
  reason: 'it broke',
  retryable,
  used: free,
})

/** Feeds events; `ok`, `no`, `fail` … stand for an attempt that starts and ends so. */
export function play(run: RunState, ...events: RunEvent[]): Moved {
  return events.reduce<Moved>((at, event) => moved(at.run, event, 1), { run, next: nextOf(run) })
}
