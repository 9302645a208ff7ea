import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPrograms, type Programs } from './build-programs'
import { CrashLane } from './crash-lane'
import { isFull } from './extent'
import { load } from './sent'
import { checkedSyncs, type SyncVerdict } from './sync-order'
import { systemCalls } from './system-calls'

const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0
if (!hasStrace) process.stderr.write('strace is not on this machine: what is synced before what was NOT checked.\n')

const traced =
  'openat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,close'

let programs: Programs

beforeAll(async () => {
  programs = await buildPrograms()
})

afterAll(() => programs[Symbol.asyncDispose]())

it.skipIf(!hasStrace).each(isFull ? [1, 8, 64] : [8])(
  'nothing is renamed, unlinked or acknowledged before what it depends on is on the disk, %s in flight (needs strace)',
  { timeout: 120_000 },
  async (inFlight) => {
    const verdict = await trace(inFlight, 'full')
    expect(verdict.guilty).toEqual([])
    expect(verdict.enqueued).toBe(load('e1', inFlight, 'e').flat().length)
    expect(verdict.finished).toBeGreaterThan(inFlight)
    expect(verdict.buried).toBeGreaterThan(1)
  },
)

it.skipIf(!hasStrace)('relaxed durability syncs nothing (needs strace)', { timeout: 120_000 }, async () => {
  const verdict = await trace(1, 'relaxed')
  expect(verdict.syncs).toBe(0)
  expect(verdict.finished).toBeGreaterThan(8)
})

async function trace(inFlight: number, durability: 'full' | 'relaxed'): Promise<SyncVerdict> {
  await using lane = await CrashLane.create(programs.lane)
  const path = join(lane.root, 'trace')
  const under = ['strace', '-f', '-y', '-s', '4096', '-o', path, '-e', `trace=${traced}`]
  await lane.put(load('f1', inFlight, 'f').flat())
  const living = await lane.start({ inFlight, durability, enqueue: load('e1', inFlight, 'e') }, null, under)
  expect(await living.ended).toMatchObject({ code: 0 })
  expect(lane.complaintsAtRest()).toEqual([])
  const paths = {
    tmp: lane.path('tmp'),
    incoming: lane.path('incoming'),
    processing: lane.path('processing'),
    outbox: lane.path('outbox'),
    outgoing: lane.path('outgoing'),
    dead: lane.path('dead'),
  }
  const acknowledged = join(lane.root, 'effects.log.acknowledged')
  return checkedSyncs(systemCalls(await readFile(path, 'utf8')), paths, acknowledged)
}
