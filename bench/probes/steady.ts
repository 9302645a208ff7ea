import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { followValue } from '../../src-main/core/ground/changes'
import { laneWindow } from '../../src-main/core/lane/lane-window'
import { ForeignWriter } from '../foreign-writer'
import type { Figures, ProbeOptions } from '../probe'
import { answerAtOnce, Rig } from '../rig'

const perSecond = 1000

/** Event-loop delay while messages flow and a panel follows the counts and a window of the lane. */
export async function steadyFlow(options: ProbeOptions): Promise<Figures> {
  await using rig = new Rig(options)
  await rig.lane.open()
  let answered = 0
  await rig.begin((item, signal, working) => {
    answered++
    return answerAtOnce(item, signal, working)
  })
  const closed = new AbortController()
  const panel = [
    drain(followValue(rig.changes, closed.signal, 50, () => rig.lane.card())),
    drain(
      followValue(rig.changes, closed.signal, 50, () =>
        laneWindow(
          rig.lane,
          { lane: 'queue', column: 'completed', search: '', offset: 0, limit: 50 },
          rig.history,
          closed.signal,
        ),
      ),
    ),
  ]
  await using writer = new ForeignWriter()
  const order = {
    from: join(options.folder, 'drop'),
    incoming: join(options.folder, 'queue/incoming'),
    perSecond,
    conversations: 1000,
  }
  const warmUp = 2 * perSecond
  await writer.prepare({ ...order, first: 0, count: warmUp })
  await writer.go()
  const count = options.seconds * perSecond
  await writer.prepare({ ...order, first: warmUp, count })
  await sleep(500)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await writer.go()
  const answeredInTime = answered
  delay.disable()
  closed.abort()
  await Promise.all(panel)
  return { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6, keptUp: answeredInTime / (count + warmUp) }
}

/** The same timer in a process that does nothing: what the machine itself adds. */
export async function idleLoop({ seconds }: ProbeOptions): Promise<Figures> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await sleep(seconds * 1000)
  delay.disable()
  return { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 }
}

async function drain(values: AsyncGenerator<unknown, void>): Promise<void> {
  for await (const _value of values);
}
