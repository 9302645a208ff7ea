import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ForeignWriter } from '../foreign-writer'
import { nowMs } from '../numbers'
import type { Figures, ProbeOptions } from '../probe'
import { answerAtOnce, Rig } from '../rig'
import { BareLane } from './bare-lane'

/** Messages run before the clock starts, so that compiled code is compared with compiled code. */
const warmUp = 1000

/** Messages a second, from the first rename of a foreign process to the last result in `outgoing`. */
export async function laneThroughput(options: ProbeOptions): Promise<Figures> {
  const finished = new Countdown()
  await using rig = new Rig({ ...options, completed: () => finished.one() })
  await rig.lane.open()
  await rig.begin(answerAtOnce)
  return await measured(options, finished)
}

/** The same operations and syncs by a bare loop that hears of files as the lane does. */
export async function bareThroughput(options: ProbeOptions): Promise<Figures> {
  const finished = new Countdown()
  using _bare = new BareLane({ ...options, root: join(options.folder, 'queue'), finished: () => finished.one() })
  return await measured(options, finished)
}

async function measured({ folder, count }: ProbeOptions, finished: Countdown): Promise<Figures> {
  await using writer = new ForeignWriter()
  const order = {
    from: join(folder, 'drop'),
    incoming: join(folder, 'queue/incoming'),
    perSecond: 0,
    conversations: 1000,
  }
  const run = async (first: number, howMany: number): Promise<number> => {
    await writer.prepare({ ...order, first, count: howMany })
    const all = finished.from(howMany)
    const start = nowMs()
    await writer.go()
    await all
    return nowMs() - start
  }
  await run(0, warmUp)
  const cpu = process.cpuUsage()
  const ms = await run(warmUp, count)
  const { user, system } = process.cpuUsage(cpu)
  const published = readdirSync(join(folder, 'queue/outgoing')).length
  if (published !== warmUp + count) throw new Error(`${published} results for ${warmUp + count} messages`)
  return { perSecond: (count * 1000) / ms, cpuMicrosEach: (user + system) / count }
}

/** Resolves when `one` was called as often as asked for. */
class Countdown {
  #left = 0
  #done = Promise.withResolvers<void>()

  from(count: number): Promise<void> {
    this.#left = count
    this.#done = Promise.withResolvers<void>()
    return this.#done.promise
  }

  one(): void {
    this.#left--
    if (this.#left === 0) this.#done.resolve()
  }
}
