import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { homePaths } from '../../core/ground/home-paths'
import { openCore } from '../../core/home/open-core'
import { HomeInUse } from '../../core/supervise/home-in-use'
import { lockOwner, lockPlace, takeHomeLock } from '../../core/supervise/home-lock'
import { verifiedStatus } from '../../core/supervise/verified-status'
import { connectControl } from '../../hosts/control-client'
import { HostPlan, PresserAsk, type PresserTold } from './protocol'

/** Presses the supervisor's buttons as the command line does, in an order of its own, and checks what it is told. */
const { homePath, resourcesPath, seed } = HostPlan.parse(JSON.parse(process.argv[2] ?? ''))
const paths = homePaths(homePath)
const counts: Record<string, number> = {}
const troubles: string[] = []
let chance = seed

function next(below: number): number {
  chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648
  return (chance >> 8) % below
}

function counted(name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

/** Some calls over one link, with a look at the disk after each. */
async function press(): Promise<void> {
  const owner = await lockOwner(paths.lock)
  if (owner === null) throw new Error('there is no owner')
  await using client = await connectControl(owner.control)
  const { supervisor } = client.calls
  for (let step = 0; step < 3; step++) {
    const name = (['start', 'stop', 'restart', 'stopNow', 'retryWorkers', 'settled'] as const)[next(6)] ?? 'start'
    counted(name)
    await supervisor[name]()
    await look()
    for await (const event of await client.calls.board.follow()) {
      const { state, workers } = event.board.supervisor ?? { state: 'stopped', workers: [] }
      counted(`board: ${state}`)
      const idle = workers.filter((worker) => worker.state !== 'running').map((worker) => worker.name)
      if (state === 'running' && (idle.length > 0 || workers.length === 0)) troubles.push(`running without ${idle}`)
      break
    }
  }
}

/** The status as everybody else sees it. */
async function look(): Promise<void> {
  const { state, owner, liveness } = await verifiedStatus(paths)
  counted(`disk: ${state}`)
  if (owner === null || liveness !== 'answers') troubles.push(`the owner was taken for ${liveness}`)
  if (state === 'degraded' || state === 'stop_failed' || state === 'stale') troubles.push(`the state was ${state}`)
  const lock = await takeHomeLock(await lockPlace(paths), { host: 'browser', version: '0', detached: false })
  if (lock.mine) troubles.push('the home was free')
}

/** Owns the home once if it is free: opens it, presses what a person may press, closes it. */
async function own(): Promise<void> {
  let core: Awaited<ReturnType<typeof openCore>>
  try {
    core = await openCore({ homePath, host: 'browser', version: '0.0.0', resourcesPath })
  } catch (error) {
    if (!(error instanceof HomeInUse)) throw error
    counted('in use')
    return
  }
  appendFileSync(join(homePath, 'owners'), `+${process.pid}\n`)
  counted('owned')
  const { state } = core.boardNow().supervisor
  if (state !== 'stopped') troubles.push(`it was found ${state}`)
  const steps = ['start', 'restart', 'stop', 'settled'] as const
  for (let step = next(4); step > 0; step--) await core.supervisor[steps[next(4)] ?? 'start']()
  // No longer the owner once it lets go of the lock, which is later than this.
  const closing = core[Symbol.asyncDispose]()
  appendFileSync(join(homePath, 'owners'), `-${process.pid}\n`)
  await closing
}

function tell(value: PresserTold): void {
  process.send?.(value)
}

process.on('message', async (value) => {
  const { ask, round } = PresserAsk.parse(value)
  if (ask === 'report') {
    tell({ kind: 'report', counts, troubles })
    return
  }
  try {
    await (ask === 'press' ? press() : own())
  } catch (error) {
    troubles.push(error instanceof Error ? `${error.stack}` : String(error))
  }
  tell({ kind: 'done', round })
})
process.on('disconnect', () => process.exit())
tell({ kind: 'ready' })
