import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resultOf } from '../../core/lane/failure-notice'
import { type FaultPoint, faultPoints } from '../../core/lane/fault-point'
import { formatItemName, parseItemName } from '../../core/lane/item-name'
import { buildPrograms, type Programs } from './build-programs'
import { CrashLane } from './crash-lane'
import { complaintsOf, isFull } from './extent'
import type { OperatorMove } from './lane-plan'
import { type Fate, load, type Sent, sentFile } from './sent'

/** A kill: the process dies when it passes the point for the n-th time. */
interface Kill {
  readonly point: FaultPoint
  readonly pass: number
  readonly inFlight: number
}

const amounts = [1, 8, 64] as const

let programs: Programs

beforeAll(async () => {
  programs = await buildPrograms()
})

afterAll(() => programs[Symbol.asyncDispose]())

/** Points a working lane passes; each at least `inFlight / 4 + 2` times in the load. */
const working: readonly FaultPoint[] = [
  'enqueue:written',
  'enqueue:linked',
  'enqueue:synced',
  'enqueue:unlinked',
  'claim:renamed',
  'give-back:renamed',
  'give-back:synced',
  'park:renamed',
  'park:synced',
  'resume:renamed',
  'resume:synced',
  'result:cleared',
  'result:written',
  'result:renamed',
  'result:synced',
  'finish:unlinked',
  'finish:synced',
  'publish:renamed',
  'reason:written',
  'reason:renamed',
  'bury:marked',
  'bury:safe',
  'bury:renamed',
  'bury:synced',
  'reject:renamed',
  'reject:synced',
]

/** Points that recovery passes over what `broken` leaves, each at least `inFlight` times. */
const recovering: readonly FaultPoint[] = [
  'give-back:renamed',
  'give-back:synced',
  'finish:unlinked',
  'finish:synced',
  'publish:renamed',
  'reason:written',
  'reason:renamed',
  'result:cleared',
  'result:written',
  'result:renamed',
  'result:synced',
  'bury:marked',
  'bury:safe',
  'bury:renamed',
  'bury:synced',
  'sweep:removed',
  'sweep:unlinked',
]

const operating: readonly FaultPoint[] = [
  'retry:renamed',
  'retry:synced',
  'requeue:renamed',
  'requeue:synced',
  'requeue:unlinked',
  'discard:renamed',
  'discard:explained',
  'discard:synced',
  'restore:renamed',
  'restore:explained',
  'restore:synced',
]

it('every fault point of the protocol is among those these tests kill at', () => {
  expect(new Set([...working, ...recovering, ...operating])).toEqual(new Set(faultPoints))
})

describe('killed at a point of the protocol, a lane loses nothing and does nothing twice', () => {
  it('while it works', { timeout: 1_200_000 }, async () => {
    const cases = kills(working)
    expect(await complaintsOf(cases, nameOf, killedAtWork)).toEqual([])
  })

  it('while it recovers', { timeout: 1_200_000 }, async () => {
    const cases = kills(recovering)
    expect(await complaintsOf(cases, nameOf, killedInRecovery)).toEqual([])
  })

  it('while an operator moves items', { timeout: 1_200_000 }, async () => {
    const cases = kills(operating)
    expect(await complaintsOf(cases, nameOf, killedInOperation)).toEqual([])
  })
})

it('an item that is interrupted for the third time is buried as a poison item, and its conversation goes on', async () => {
  await using lane = await CrashLane.create(programs.lane)
  const poison = sentFile('p', 'k', 0, 'answered')
  const next = sentFile('p', 'k', 1, 'answered')
  await lane.put([poison, next])
  const complaints: string[] = []
  for (let kill = 1; kill <= 3; kill++) {
    await lane.live({ inFlight: 1 }, 'claim:renamed')
    complaints.push(...lane.complaintsAfterKill())
  }
  await lane.live({ inFlight: 1 })
  expect([...complaints, ...lane.complaintsAtRest()]).toEqual([])
  expect(lane.standing.items.map(({ id, folder, hasReason }) => ({ id, folder, hasReason }))).toEqual([
    { id: poison.id, folder: 'dead', hasReason: true },
  ])
  expect(lane.standing.results.filter((result) => !result.isNotice).map(({ id }) => id)).toEqual([next.id])
})

it('an item that was interrupted twice and then ends is not held to be poison', async () => {
  await using lane = await CrashLane.create(programs.lane)
  await lane.put([sentFile('p', null, 0, 'answered')])
  for (let kill = 1; kill <= 2; kill++) await lane.live({ inFlight: 1 }, 'claim:renamed')
  await lane.live({ inFlight: 1 })
  expect(lane.complaintsAtRest()).toEqual([])
  expect(lane.standing.items).toEqual([])
})

/** All crossings in the full run; every second point, in turns with 1, 8 and 64 in flight, in the short one. */
function kills(points: readonly FaultPoint[]): Kill[] {
  if (!isFull) {
    const every = points.map((point, at) => ({ point, pass: 1 + (at % 2), inFlight: amounts[(at >> 1) % 3] ?? 1 }))
    return every.filter((_, at) => at % 2 === 0)
  }
  return points.flatMap((point) =>
    amounts.flatMap((inFlight) => [1, 2, Math.ceil(inFlight / 4) + 2].map((pass) => ({ point, pass, inFlight }))),
  )
}

function nameOf({ point, pass, inFlight }: Kill): string {
  return `${point}:${pass} with ${inFlight} in flight`
}

async function killedAtWork(kill: Kill): Promise<string[]> {
  const { inFlight } = kill
  await using lane = await CrashLane.create(programs.lane)
  await lane.put(load('f1', inFlight, 'f').flat())
  return await survived(lane, kill, { inFlight, enqueue: load('e1', inFlight, 'e') })
}

async function killedInRecovery(kill: Kill): Promise<string[]> {
  const { inFlight } = kill
  await using lane = await CrashLane.create(programs.lane)
  for (let one = 0; one < Math.ceil(inFlight / 4) + 2; one++) await leaveBroken(lane, one)
  await lane.put(load('f1', inFlight, 'f').flat())
  return await survived(lane, kill, { inFlight })
}

async function killedInOperation(kill: Kill): Promise<string[]> {
  const { inFlight } = kill
  await using lane = await CrashLane.create(programs.lane)
  const operate: OperatorMove[] = []
  for (let one = 0; one < Math.ceil(inFlight / 4) + 2; one++) operate.push(...(await leaveForOperator(lane, one)))
  const putInDead = new Set(lane.standing.items.flatMap(({ id, folder }) => (folder === 'dead' ? [id] : [])))
  return await survived(lane, kill, { inFlight, operate, works: false }, { putInDead })
}

/** Lives up to the kill, then once more to the end, and complains about the books at both moments. */
async function survived(
  lane: CrashLane,
  kill: Kill,
  plan: Parameters<CrashLane['live']>[0],
  books: { putInDead?: ReadonlySet<string> } = {},
): Promise<string[]> {
  const life = await lane.live(plan, `${kill.point}:${kill.pass}`)
  if (life.signal !== 'SIGKILL') return [`the point was not reached: ended with ${life.code} ${life.stderr}`]
  const complaints = lane.complaintsAfterKill()
  await lane.live({ inFlight: kill.inFlight })
  return [...complaints, ...lane.complaintsAtRest(books)]
}

/** Everything a crash can leave, as it stands on the disk. */
async function leaveBroken(lane: CrashLane, one: number): Promise<void> {
  const claim = (nth: number): string => `~c1234${String(one).padStart(4, '0')}${nth}`
  const at = (prefix: string, fate: Fate): Sent => sentFile(prefix, null, one, fate)
  await lane.put([at('b1', 'answered')], 'processing', ({ id }) => `${id}${claim(1)}.json`)
  await lane.put([at('b2', 'answered')], 'processing', ({ id }) => `${id}~i2${claim(2)}.json`)
  const stored = at('b3', 'answered')
  await lane.put([stored], 'processing', ({ id }) => `${id}${claim(3)}.json`)
  await store(lane, stored, `~r${claim(3)}`, 'scripted')
  const buried = at('b4', 'buried')
  await lane.put([buried], 'processing', ({ id }) => `${id}~a3${claim(4)}.json`)
  await writeReason(lane, 'dead', `${buried.id}~a3${claim(4)}.json`)
  await store(lane, buried, `~d${claim(4)}`, '')
  const told = at('b8', 'buried')
  await lane.put([told], 'processing', ({ id }) => `${id}~a3${claim(9)}~d.json`)
  await writeReason(lane, 'dead', `${told.id}~a3${claim(9)}.json`)
  await store(lane, told, '', '', 'outgoing')
  const marked = at('b9', 'buried')
  await lane.put([marked], 'processing', ({ id }) => `${id}${claim(10)}~d.json`)
  await writeReason(lane, 'dead', `${marked.id}${claim(10)}.json`)
  await store(lane, marked, `~d${claim(10)}`, '')
  const unlinked = at('b5', 'answered')
  await store(lane, unlinked, `~r${claim(5)}`, 'scripted')
  lane.accept(unlinked)
  await lane.put([at('b6', 'asked')], 'processing', ({ id }) => `${id}~w${claim(7)}.json`)
  const canceled = at('b7', 'canceled')
  await lane.put([canceled], 'processing', ({ id }) => `${id}~w${claim(8)}.json`)
  await writeReason(lane, 'dead', `${canceled.id}${claim(8)}.json`)
  await store(lane, canceled, `~d${claim(8)}`, '')
  await writeFile(join(lane.path('tmp'), `half-${one}.json`), '{"chan')
  await writeReason(lane, 'rejected', `gone-${one}${claim(6)}.json`)
}

async function store(
  lane: CrashLane,
  { id, text }: Sent,
  ending: string,
  agent: string,
  folder: 'outbox' | 'outgoing' = 'outbox',
): Promise<void> {
  const result = resultOf(JSON.parse(text), { message: 'done', agent, files: [] }, Date.now())
  await writeFile(join(lane.path(folder), `test_${id}_1${ending}.json`), JSON.stringify(result.outgoing))
}

/** Items to move, and an operator's moves for each. */
async function leaveForOperator(lane: CrashLane, one: number): Promise<OperatorMove[]> {
  const claim = (nth: number): string => `~c1234${String(one).padStart(4, '0')}${nth}`
  const waiting = `${sentFile('o1', null, one, 'answered').id}~a2~n${Date.now() + 600}.json`
  await lane.put([sentFile('o1', null, one, 'answered')], 'incoming', () => waiting)
  const requeued = `${sentFile('o2', null, one, 'answered').id}~a3${claim(2)}.json`
  await lane.put([sentFile('o2', null, one, 'answered')], 'dead', () => requeued)
  await writeReason(lane, 'dead', requeued)
  const rejected = `${sentFile('o3', null, one, 'malformed').id}${claim(3)}.json`
  await lane.put([sentFile('o3', null, one, 'malformed')], 'rejected', () => rejected)
  await writeReason(lane, 'rejected', rejected)
  const pending = `${sentFile('o4', null, one, 'answered').id}${claim(4)}.json`
  const discarded = formatItemName({ ...parseItemName(pending, true), from: 'incoming' })
  await lane.put([sentFile('o4', null, one, 'answered')], 'trash', () => discarded)
  return [
    { move: 'retry', file: waiting },
    { move: 'requeue', file: requeued },
    { move: 'discard', from: 'rejected', file: rejected },
    { move: 'restore', file: formatItemName({ ...parseItemName(rejected, true), from: 'rejected' }) },
    { move: 'restore', file: discarded },
  ]
}

async function writeReason(lane: CrashLane, folder: string, file: string): Promise<void> {
  const reason = { at: 1, sentence: 'It said so.', nextStep: null }
  await writeFile(join(lane.path(folder), `${file}.reason`), JSON.stringify(reason))
}
