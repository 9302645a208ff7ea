import { faultText } from '../../ground/fault-code'
import { keepTrying } from '../../lane/settle-item'
import type { Ended } from '../../lane/work'
import type { Next } from '../workflow/run-events'
import { lastAttempt, type RunState } from '../workflow/run-state'
import { nextOf } from '../workflow/transitions'
import type { AdvancePort, Drive } from './advance-run'
import { writeResult } from './attempt-result'
import { type AttemptSite, preparedAttempt } from './make-attempt'
import { runFaultPoint } from './run-fault-point'

/** One attempt, from its files to its result. Null: what the run's state says then comes next. */
export async function attempted(
  run: RunState,
  next: Extract<Next, { kind: 'attempt' }>,
  drive: Drive,
  port: AdvancePort,
): Promise<Ended | null> {
  const { store, now } = port
  // Taken before the attempt stands, so that a cancel from then on reaches it.
  const canceled = drive.attemptSignal()
  const prepared = await preparedAttempt(run, next.step, next.attempt, port)
  const { next: started } = await store.apply(run.id, (latest) =>
    isDue(latest, next) ? { kind: 'attempt_started', notes: run.notes.length } : null,
  )
  // It was canceled while the attempt was being prepared.
  if (started.kind !== 'conclude') return null
  if (!prepared.ok) {
    const failure = { sentence: prepared.sentence, retryable: false }
    await writeResult(prepared.paths, { text: '', failure, invocation: null }, now())
    return null
  }
  const site: AttemptSite = {
    item: drive.item,
    signal: AbortSignal.any([drive.signal, canceled]),
    working: drive.working,
    begins: async (invocationId) => {
      await store.apply(run.id, (latest) =>
        isRunning(latest, next) ? { kind: 'attempt_invoked', invocationId } : null,
      )
      runFaultPoint('attempt:named')
    },
  }
  const ended = await prepared.make(site)
  runFaultPoint('attempt:invoked')
  if (ended.kind === 'ended') {
    const { answer } = ended
    const endedAt = now()
    const refused = (error: unknown): void => {
      if (error === null) return
      const about = { itemId: drive.item.id, invocationId: answer.invocation?.id ?? '' }
      port.shell.noted(`What an attempt ended with could not be written down: ${faultText(error)}.`, about)
    }
    // The work is done, and would be done again if nothing of it were left.
    await keepTrying(() => writeResult(prepared.paths, answer, endedAt), refused, site.signal)
    return null
  }
  const used = { usd: null, estimated: false }
  const isCurrent = (latest: RunState): boolean => isRunning(latest, next)
  if (ended.kind === 'too_dear') {
    const reason = `${ended.sentence} ${ended.nextStep}`
    await store.apply(run.id, (latest) => (isCurrent(latest) ? { kind: 'over_budget', reason } : null))
    return null
  }
  await store.apply(run.id, (latest) => (isCurrent(latest) ? { kind: 'attempt_interrupted', used } : null))
  if (ended.kind === 'held') {
    const { sentence, nextStep, notBefore, group } = ended
    // One that was canceled meanwhile has something else to do first.
    return nextOf(store.current(run.id) ?? run).kind === 'attempt'
      ? { kind: 'held', sentence, nextStep, notBefore, group }
      : null
  }
  return drive.signal.aborted ? { kind: 'interrupted' } : null
}

function isDue(run: RunState, { step, attempt }: { step: { id: string }; attempt: number }): boolean {
  const next = nextOf(run)
  return next.kind === 'attempt' && next.step.id === step.id && next.attempt === attempt
}

/** True while this very attempt is the one under way. */
export function isRunning(run: RunState, { step, attempt }: { step: { id: string }; attempt: number }): boolean {
  return run.currentStep === step.id && run.phase === 'running' && isLastRunning(run, step.id, attempt)
}

function isLastRunning(run: RunState, stepId: string, attempt: number): boolean {
  const last = lastAttempt(run, stepId)
  return last?.attempt === attempt && last.state === 'running'
}
