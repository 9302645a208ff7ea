import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileOf, messageText } from '../foreign-writer'
import { nowMs } from '../numbers'
import { collectGarbage, type Figures, type ProbeOptions } from '../probe'
import { Rig } from '../rig'

/** Makes a lane of `count` waiting files once; later probes find it as it is. */
export function longLane(folder: string, count: number): string {
  const incoming = join(folder, 'queue/incoming')
  if (existsSync(join(incoming, fileOf(count - 1)))) return incoming
  mkdirSync(incoming, { recursive: true })
  for (let number = 0; number < count; number++)
    writeFileSync(join(incoming, fileOf(number)), messageText(number, 1000))
  return incoming
}

export async function makeLongLane({ folder, count }: ProbeOptions): Promise<Figures> {
  longLane(folder, count)
  return {}
}

export async function bareListing({ folder, count }: ProbeOptions): Promise<Figures> {
  const incoming = longLane(folder, count)
  collectGarbage()
  const before = process.memoryUsage().rss
  const start = nowMs()
  const found = readdirSync(incoming).map((file) => ({ file, stat: statSync(join(incoming, file)) }))
  const ms = nowMs() - start
  if (found.length !== count) throw new Error(`${found.length} files`)
  return { ms, memoryMb: (process.memoryUsage().rss - before) / 1e6 }
}

/** The lane's index from nothing: time, memory kept and longest block of the event loop. */
export async function laneIndexing(options: ProbeOptions): Promise<Figures> {
  longLane(options.folder, options.count)
  await using rig = new Rig(options)
  await warmed()
  collectGarbage()
  const before = process.memoryUsage().rss
  const block = monitorEventLoopDelay({ resolution: 1 })
  block.enable()
  const start = nowMs()
  await rig.lane.open()
  await rig.lane.index.ready
  const ms = nowMs() - start
  const memoryMb = (process.memoryUsage().rss - before) / 1e6
  await warmed()
  block.disable()
  if (rig.lane.counts().pending !== options.count) throw new Error(`${rig.lane.counts().pending} files`)
  collectGarbage()
  const keptMb = (process.memoryUsage().rss - before) / 1e6
  return { ms, memoryMb, keptMb, longestBlockMs: block.max / 1e6 }
}

/** From opening a lane to the first item's start, and the longest block of the event loop on the way. */
export async function firstClaim(options: ProbeOptions): Promise<Figures> {
  longLane(options.folder, options.count)
  await using rig = new Rig(options)
  await warmed()
  const block = monitorEventLoopDelay({ resolution: 1 })
  block.enable()
  const claimed = Promise.withResolvers<string>()
  const start = nowMs()
  await rig.lane.open()
  await rig.begin(async (item, signal) => {
    claimed.resolve(item.file)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { kind: 'interrupted' }
  })
  const file = await claimed.promise
  const ms = nowMs() - start
  await warmed()
  block.disable()
  if (!file.startsWith(fileOf(0).slice(0, -5))) throw new Error(`${file} was not the first in line`)
  return { ms, longestBlockMs: block.max / 1e6 }
}

/** What must be known before the oldest file can be: the listing, sorted, and one rename. */
export async function bareFirstClaim({ folder, count }: ProbeOptions): Promise<Figures> {
  const incoming = longLane(folder, count)
  const start = nowMs()
  const found = readdirSync(incoming).map((file) => ({
    file,
    at: lstatSync(join(incoming, file), { bigint: true }).mtimeNs,
  }))
  found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.file < b.file ? -1 : 1))
  const first = join(incoming, found[0]?.file ?? '')
  renameSync(first, join(folder, 'claimed.json'))
  const ms = nowMs() - start
  renameSync(join(folder, 'claimed.json'), first)
  return { ms }
}

/** Lets whatever is due in the event loop happen. */
async function warmed(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
}
