import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lanePaths } from '../../core/lane/lane-paths'
import { buildPrograms, type Programs } from './build-programs'
import { CrashLane } from './crash-lane'
import { isFull } from './extent'
import { load, sentFile } from './sent'
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
    await using lane = await CrashLane.create(programs.lane)
    await lane.put(load('f1', inFlight, 'f').flat())
    const verdict = await trace(lane, { inFlight, enqueue: load('e1', inFlight, 'e') })
    expect(lane.complaintsAtRest()).toEqual([])
    expect(verdict.guilty).toEqual([])
    expect(verdict.enqueued).toBe(load('e1', inFlight, 'e').flat().length)
    expect(verdict.finished).toBeGreaterThan(inFlight)
    expect(verdict.buried).toBeGreaterThan(1)
    expect(verdict.givenBack).toBeGreaterThan(1)
    expect(verdict.parked).toBeGreaterThan(1)
    expect(verdict.resumed).toBeGreaterThan(0)
    expect(verdict.rejected).toBeGreaterThan(1)
  },
)

it.skipIf(!hasStrace)(
  "an operator's move is acknowledged once it is on the disk in both folders (needs strace)",
  { timeout: 120_000 },
  async () => {
    await using lane = await CrashLane.create(programs.lane)
    const place = async (prefix: string, folder: string, ending: string): Promise<string> => {
      const sent = sentFile(prefix, null, 0, 'answered')
      const file = `${sent.id}${ending}.json`
      await lane.put([sent], folder, () => file)
      if (folder !== 'dead' && folder !== 'rejected') return file
      const reason = { at: 1, sentence: 'It said so.', nextStep: null }
      await writeFile(join(lane.path(folder), `${file}.reason`), JSON.stringify(reason))
      return file
    }
    const resent = await place('o0', 'dead', '~cabcd0000')
    const retried = await place('o1', 'incoming', `~a2~n${Date.now() + 3_600_000}`)
    const requeued = await place('o2', 'dead', '~a3~cabcd0002')
    const rejected = await place('o3', 'rejected', '~cabcd0003')
    const restored = await place('o4', 'trash', '~cabcd0004~fincoming')
    const dead = await place('o5', 'dead', '~cabcd0005')
    const verdict = await trace(lane, {
      works: false,
      operate: [
        { move: 'resend', file: resent, text: sentFile('o9', null, 0, 'answered').text },
        { move: 'retry', file: retried },
        { move: 'requeue', file: requeued },
        { move: 'discard', from: 'rejected', file: rejected },
        { move: 'restore', file: rejected.replace('.json', '~frejected.json') },
        { move: 'restore', file: restored },
        { move: 'discard', from: 'dead', file: dead },
      ],
    })
    expect(verdict).toMatchObject({ guilty: [], enqueued: 1, operated: 6 })
  },
)

it.skipIf(!hasStrace)('relaxed durability syncs nothing (needs strace)', { timeout: 120_000 }, async () => {
  await using lane = await CrashLane.create(programs.lane)
  await lane.put(load('f1', 1, 'f').flat())
  const verdict = await trace(lane, { inFlight: 1, durability: 'relaxed', enqueue: load('e1', 1, 'e') })
  expect(verdict.syncs).toBe(0)
  expect(verdict.finished).toBeGreaterThan(8)
})

async function trace(lane: CrashLane, plan: Parameters<CrashLane['start']>[0]): Promise<SyncVerdict> {
  const path = join(lane.root, 'trace')
  const under = ['strace', '-f', '-y', '-s', '4096', '-o', path, '-e', `trace=${traced}`]
  const living = await lane.start(plan, null, under)
  expect(await living.ended).toMatchObject({ code: 0 })
  const acknowledged = join(lane.root, 'effects.log.acknowledged')
  return checkedSyncs(systemCalls(await readFile(path, 'utf8')), lanePaths(join(lane.root, 'lane')), acknowledged)
}
