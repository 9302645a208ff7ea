import { setTimeout as sleep } from 'node:timers/promises'
import type { StopReceipt, SupervisorState, SupervisorStatus } from '#shared/supervisor'
import { attemptProcesses } from '../../core/provider/attempt-processes'
import { livenessOf, type Owner } from '../../core/supervise/owner'
import { verifiedStatus } from '../../core/supervise/verified-status'
import { type Call, inTime } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatReceipt } from './format-receipt'
import { stopBound } from './lifecycle-bounds'
import { reachableOwner, speakWith } from './owner-link'
import { boardNow } from './status-command'
import { settledStatus } from './watch-supervisor'

/** What `stop` answers; its JSON form is exactly this. */
interface Stopped {
  readonly stopped: true
  readonly state: SupervisorState
  /** True when there was nothing to stop. */
  readonly already: boolean
  /** The process that was ended because it ran on its own, or null. */
  readonly endedOwner: number | null
  /** The proof of this stop, or of the last one where there was nothing to stop. */
  readonly receipt: StopReceipt | null
}

/** Stops the supervisor of a home and waits for the proof. A process that runs on its own is ended with it. */
export async function stop(call: Call, now: boolean): Promise<number> {
  const bound = await stopBound(call.paths)
  const stopped = await inTime(call, bound, (signal) => stopIn(call, now, signal))
  call.voice.answer(stopped, () => {
    const { already, endedOwner, receipt } = stopped
    if (already) return `The supervisor was not running.${endedOwnerText(endedOwner)}`
    const proof = receipt === null ? '' : `\n${formatReceipt(receipt, call.voice.paint)}`
    return `The supervisor has stopped.${endedOwnerText(endedOwner)}${proof}`
  })
  if (stopped.state !== 'stopped' && stopped.state !== 'stale') {
    call.voice.note(`It was started again meanwhile and is ${stopped.state}.`)
  }
  return exitCodes.done
}

async function stopIn(call: Call, now: boolean, signal: AbortSignal): Promise<Stopped> {
  const owner = await reachableOwner(call)
  if (owner === null) return stoppedWithoutOwner(call)
  try {
    return await stopOwner(call, owner, now, signal)
  } catch (error) {
    // Somebody else's stop ended the owner while this one waited for it.
    if (!(error instanceof CommandFailure) || error.code !== 'owner_left') throw error
    if (!(await gone(owner, signal))) throw error
    return { ...(await stoppedWithoutOwner(call)), already: false }
  }
}

async function stopOwner(call: Call, owner: Owner, now: boolean, signal: AbortSignal): Promise<Stopped> {
  const { before, after } = await speakWith(owner, async (calls) => {
    const before = (await boardNow(calls)).supervisor
    if (now) await calls.supervisor.stopNow()
    else await calls.supervisor.stop()
    return { before, after: await settledStatus(calls, call, signal) }
  })
  if (after.state === 'stop_failed') throw stopFailed(after)
  const already = before.state === 'stopped' || before.state === 'stale'
  return {
    stopped: true,
    state: after.state,
    already,
    endedOwner: owner.detached ? await endedOwner(owner, signal) : null,
    receipt: after.receipt,
  }
}

async function endedOwner(owner: Owner, signal: AbortSignal): Promise<number> {
  await speakWith(owner, (calls) => calls.home.quit()).catch((error) => {
    // Its answer and its end race each other.
    if (!(error instanceof CommandFailure) || error.code !== 'owner_left') throw error
  })
  await gone(owner, signal)
  return owner.pid
}

/** Waits until the owner's process has ended; the bound is the signal's. */
export async function gone(owner: Owner, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if ((await livenessOf(owner, 500)) === 'dead') return true
    await sleep(50, undefined, { signal }).catch(() => {})
  }
  return false
}

/** Nobody owns the home: then nothing runs, unless an owner died and left processes of its attempts. */
async function stoppedWithoutOwner({ paths }: Call): Promise<Stopped> {
  const { state, runtime } = await verifiedStatus(paths)
  const left = state === 'stopped' ? [] : await attemptProcesses(paths.invocations)
  if (left.length > 0) {
    const pids = left.map(({ pid }) => pid)
    throw new CommandFailure('left_running', `The last owner died and left processes running: ${pids.join(', ')}.`, {
      nextStep: 'lanekeeper start ends them before anything else.',
      beside: { pids },
    })
  }
  return { stopped: true, state, already: true, endedOwner: null, receipt: runtime?.receipt ?? null }
}

/** Fails when a start that has settled did not lead to a supervisor that is up. */
export function assertUp(after: SupervisorStatus): void {
  const { state, reason } = after
  if (state === 'running' || state === 'degraded') return
  if (state === 'stop_failed') throw stopFailed(after)
  if (reason !== null) {
    throw new CommandFailure('not_started', reason, { nextStep: 'See lanekeeper logs for the cause.' })
  }
  throw new CommandFailure('stopped_meanwhile', `Somebody stopped it meanwhile: the supervisor is ${state}.`, {
    nextStep: 'Start it again if it shall run.',
  })
}

function stopFailed({ reason, receipt }: SupervisorStatus): CommandFailure {
  const pids = receipt?.leftProcesses ?? []
  return new CommandFailure('stop_failed', reason ?? 'The stop left something running.', {
    nextStep: 'End what is left, then run lanekeeper stop again.',
    beside: { pids, receipt },
  })
}

function endedOwnerText(pid: number | null): string {
  return pid === null ? '' : ` Its process ${pid} has ended.`
}
