import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCore } from '../../src-main/core/home/open-core'
import type { Figures, ProbeOptions } from '../probe'
import { longLane } from './long-lane'

/** The scans after a start come at ever longer intervals; this long after it they have settled. */
const settleMs = 35_000

/** The whole core of a home whose lane holds `count` files and whose supervisor does not run. */
export async function idleHost({ folder, count, seconds }: ProbeOptions): Promise<Figures> {
  const homePath = join(folder, count === 0 ? 'empty-home' : 'full-home')
  if (count > 0) longLane(homePath, count)
  const core = await openCore({ homePath, host: 'browser', version: 'bench', resourcesPath: join(folder, 'resources') })
  await sleep(settleMs)
  const before = process.cpuUsage()
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  const { rss } = process.memoryUsage()
  const { pending = 0 } = core.boardNow().lanes[0]?.counts ?? {}
  if (pending !== count) throw new Error(`${pending} files`)
  await core[Symbol.asyncDispose]()
  return { cpuPercent: (user + system) / (seconds * 10_000), memoryMb: rss / 1e6 }
}
