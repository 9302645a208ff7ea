import type { ClaimedItem, Ended, Working } from '../../lane/work'
import type { StepSpec } from '../../settings/workflow/workflow-spec'
import type { Decisions } from '../decisions/decisions'
import { runDecision } from '../decisions/run-decision'
import type { Notification } from '../notifications'
import { cooldownAfter } from '../workflow/agent-errors'
import type { Next } from '../workflow/run-events'
import { lastAttempt, type RunState } from '../workflow/run-state'
import { nextOf } from '../workflow/transitions'
import { attempted, isRunning } from './attempt-step'
import { concludeAttempt } from './conclude-attempt'
import type { AttemptPort } from './make-attempt'
import { canGiveWord } from './missing-word'
import { type RunEnding, runEnded } from './run-ended'
import { runEvidence } from './run-evidence'
import type { RunStore } from './run-store'
import { takeUpAttempt } from './take-up-attempt'
import { tellOfEnd, tellOfRun, tellOfStart } from './tell-people'

export interface AdvancePort extends AttemptPort {
  readonly store: RunStore
  readonly decisions: Decisions
  readonly now: () => number
  readonly told?: (note: Notification) => void
}

/** One drive of a run: from its item's claim to what becomes of the item. */
export interface Drive {
  readonly id: string
  readonly item: ClaimedItem
  readonly working: (now: Working) => void
  /** Ends the drive; the run stays where it is. */
  readonly signal: AbortSignal
  /** Ends the attempt under way because the run was canceled; a new one for each attempt. */
  readonly attemptSignal: () => AbortSignal
  readonly ending: RunEnding
  /** Called once the lane has parked the item of a run that waits. */
  readonly parked: () => Promise<void>
  /** Called once the lane has moved the item of a run that is over. */
  readonly settle: () => Promise<void>
}

/**
 * Works on a run until it is over, waits for a person, is held or interrupted. Everything it knows stands in the run's state
 * and in the files of its attempts, so whatever instant the process dies, the next drive goes on from there: an attempt whose
 * result stands is concluded and not made again.
 */
export async function advanceRun(drive: Drive, port: AdvancePort): Promise<Ended> {
  for (;;) {
    const run = port.store.current(drive.id)
    if (run === null) throw new Error(`${drive.id} is settled and goes on all the same`)
    const ended = await oneStep(run, nextOf(run), drive, port)
    if (ended !== null) return ended
  }
}

async function oneStep(run: RunState, next: Next, drive: Drive, port: AdvancePort): Promise<Ended | null> {
  const { store, decisions, now } = port
  switch (next.kind) {
    case 'begin':
      if (drive.signal.aborted) return { kind: 'interrupted' }
      await tellOfRun(run, 'on_start', drive, port)
      await store.apply(run.id, { kind: 'begun', attempt: drive.item.attempt })
      return null
    case 'attempt': {
      if (drive.signal.aborted) return { kind: 'interrupted' }
      const held = cooling(run, next.step, now())
      if (held !== null) return held
      await tellOfStart(run, next.step, drive, port)
      return attempted(run, next, drive, port)
    }
    case 'conclude': {
      const canSpeak = (step: StepSpec): Promise<boolean> => canGiveWord(run, step, port)
      let concluded = await concludeAttempt(run, next.step, next.attempt, canSpeak)
      if (concluded.event.kind === 'attempt_interrupted' && (await takeUpAttempt(run, next, drive, port))) {
        concluded = await concludeAttempt(run, next.step, next.attempt, canSpeak)
      }
      const { event, at } = concluded
      const { run: after } = await store.apply(run.id, (latest) => (isRunning(latest, next) ? event : null), at)
      if (event.kind === 'attempt_succeeded' || event.kind === 'attempt_failed') {
        await tellOfEnd(after, next.step, drive, port)
      }
      return null
    }
    case 'ask': {
      const evidence = await runEvidence(run, next.question)
      const { id } = await decisions.ask(runDecision(run, next.decisionId, next.question, evidence, now()))
      await store.apply(run.id, { kind: 'asked_person', decisionId: id })
      return null
    }
    case 'wait': {
      const decision = await decisions.find(next.decisionId)
      if (decision?.resolution) {
        const { choice, text } = decision.resolution
        await store.apply(run.id, (latest) => (waitsOn(latest, next) ? { kind: 'decided', choice, text } : null))
        return null
      }
      if (decision === null && run.question !== null) {
        // Its file is lost; what is asked stands in the run.
        await decisions.ask(runDecision(run, next.decisionId, run.question, [], now()))
        return null
      }
      const sentence = run.question?.reason ?? 'It waits for a decision.'
      return { kind: 'waiting', sentence, after: drive.parked }
    }
    case 'give_up':
      await store.apply(run.id, { kind: 'broken', reason: next.reason })
      return null
    case 'over':
      if (run.phase !== 'canceled') {
        await tellOfRun(run, run.phase === 'succeeded' ? 'on_done' : 'on_fail', drive, port)
      }
      return runEnded(run, drive.item, drive.ending, drive.settle, {
        paths: port.shell.paths,
        effective: port.effective(),
        noted: port.shell.noted,
      })
  }
}

/** A step that failed more than once waits before it is tried again, where it says so; its item goes back in line. */
function cooling(run: RunState, step: StepSpec, now: number): Ended | null {
  const wait = cooldownAfter(run, step)
  const until = (lastAttempt(run, step.id)?.endedAt ?? 0) + wait * 1000
  if (wait === 0 || run.guidance !== null || until <= now) return null
  const sentence = `${step.id}: its next attempt begins after its cooldown.`
  return { kind: 'held', sentence, nextStep: null, notBefore: until }
}

function waitsOn(run: RunState, { decisionId }: { decisionId: string }): boolean {
  return run.phase === 'waiting' && run.decisionId === decisionId
}
