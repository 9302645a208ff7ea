import { platform } from 'node:process'
import { makeWorkingFolder } from '../../ground/make-folder'
import type { ClaimedItem, Working } from '../../lane/work'
import { newInvocationId } from '../../provider/invocation-id'
import type { InvocationOutcome } from '../../provider/invocation-request'
import { runInvocation } from '../../provider/run-invocation'
import { agentOwner } from '../agent-group'
import type { InvokeOptions } from '../invoke-agent'
import { recordedFirst } from '../recorded-first'
import type { RunState } from '../workflow/run-state'
import type { AttemptAnswer } from './attempt-result'

export type ShellPort = Pick<
  InvokeOptions,
  | 'paths'
  | 'resourcesPath'
  | 'environment'
  | 'effective'
  | 'onProgress'
  | 'onOutput'
  | 'noted'
  | 'ended'
  | 'left'
  | 'processes'
  | 'sessions'
  | 'gates'
  | 'spend'
>

export interface ShellCall {
  readonly run: RunState
  readonly stepId: string
  readonly attempt: number
  readonly item: ClaimedItem
  readonly working: (now: Working) => void
  readonly begins: (invocationId: string) => Promise<void>
  readonly signal: AbortSignal
  /** The file with the line: a process list shows its path and nothing out of an item. */
  readonly script: string
  readonly line: string
  readonly context: string
  readonly cwd: string
  readonly timeoutMs: number
}

/** Runs one shell line as an invocation of its own: marked, timed, swept and written down like any other. */
export async function runShell(call: ShellCall, port: ShellPort): Promise<AttemptAnswer | 'interrupted'> {
  if (platform === 'win32') {
    const sentence = 'Shell steps need a POSIX shell, which Windows does not have.'
    return { text: '', failure: { sentence, retryable: false }, invocation: null }
  }
  const { item, run, signal } = call
  const id = newInvocationId()
  await call.begins(id)
  await makeWorkingFolder(call.cwd, run.workspace)
  const outcome = await runInvocation(
    {
      id,
      lane: item.lane,
      itemId: item.id,
      itemFile: item.file,
      attempt: call.attempt,
      orchestrator: agentOwner(run.source),
      agent: { name: call.stepId, model: null, permissions: 'full' },
      provider: {
        name: 'shell',
        settings: {
          kind: 'command',
          argv: ['/bin/sh', call.script],
          stdin: 'none',
          output: 'text',
          env: {},
          models: {},
          max_concurrent: null,
        },
      },
      cwd: call.cwd,
      prompt: `${call.line}\n`,
      context: call.context,
      session: { kind: 'fresh' },
      invocationsPath: port.paths.invocations,
      resourcesPath: port.resourcesPath,
      timeoutMs: call.timeoutMs,
    },
    {
      signal,
      onProgress: recordedFirst(port.onProgress, () =>
        call.working({ agent: call.stepId, provider: 'shell', invocationId: id, permissions: null }),
      ),
      onOutput: port.onOutput,
      environment: port.environment,
      quietMs: port.effective().settings.limits.quiet_seconds * 1000,
      ...(port.processes === undefined ? {} : { processes: port.processes }),
    },
  )
  return shellAnswer(outcome, call, port)
}

/** What the end of a line's invocation makes of an attempt. */
export function shellAnswer(
  { invocation, conclusion, ended, left, faults }: InvocationOutcome,
  { item, signal }: Pick<ShellCall, 'item' | 'signal'>,
  port: ShellPort,
): AttemptAnswer | 'interrupted' {
  const { id } = invocation
  for (const fault of faults) port.noted(fault.message, { itemId: item.id, invocationId: id })
  if (ended.length > 0) port.ended(ended)
  if (left.length > 0) port.left(left, id)
  if (conclusion.ok) return { text: conclusion.text, failure: null, invocation }
  // A command that has nothing to say has done its work all the same.
  if (conclusion.failureClass === 'empty_output') return { text: '', failure: null, invocation }
  if (signal.aborted && conclusion.failureClass === 'cancelled') return 'interrupted'
  const { reason: sentence, retryable } = conclusion
  return { text: '', failure: { sentence, retryable }, invocation }
}
