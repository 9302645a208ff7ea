import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IncomingMessage } from '#shared/message'
import { failureNotice } from './failure-notice'
import { faultPoint } from './fault-point'
import { type Interruption, interruptionsAfter, unknownInterruption } from './interruption'
import { parseItemName } from './item-name'
import { type LaneMoves, outboxMarks } from './lane-moves'
import type { LaneRecord } from './lane-record'
import { readItem } from './read-item'
import { recordResult } from './record-result'
import { dropNamesBeforeWaiting, dropSecondNames } from './second-names'
import { settleReasons } from './settle-reasons'
import { look } from './sliced-scan'
import type { ItemReading } from './work'

/** What recovery found and did with one file. `id` is null for results without an item. */
export interface Recovered {
  readonly file: string
  readonly id: string | null
  readonly done: 'published' | 'requeued' | 'buried' | 'parked' | 'swept'
  readonly sentence: string
}

export interface RecoveryOptions {
  readonly moves: LaneMoves
  readonly record: LaneRecord
  readonly reading: ItemReading
  readonly itemBytes: number
  /** Makes sure that nothing an earlier life started for this item still runs. Must not resolve before that is so. */
  readonly endLeftovers: (itemFile: string) => Promise<void>
  readonly now: () => number
  /** Told of each item that is left waiting for a person; its message is null when its file cannot be read as an item. */
  readonly parked?: (file: string, message: IncomingMessage | null) => void
  /** What is known of how an item was interrupted; left out: see `unknownInterruption`. */
  readonly interruption?: (file: string, id: string) => Interruption
  /** Aborts when what is not settled yet must be left to the next recovery. */
  readonly stop?: AbortSignal
}

/** An item interrupted this often is taken to be the cause and is buried. */
const poisonAt = 3

/**
 * Settles what the last owner of a lane left, before anything is claimed. Safe to repeat and to be interrupted itself:
 * every step is one of the protocol's own moves.
 */
export async function recoverLane(options: RecoveryOptions): Promise<Recovered[]> {
  const { moves, stop } = options
  const recovered: Recovered[] = []
  for (const file of await dropSecondNames(moves.files, stop ?? new AbortController().signal)) {
    const sentence = 'It had been claimed, and a power cut had left its name in incoming as well; that name is gone.'
    recovered.push({ file, id: null, done: 'swept', sentence })
  }
  for (const file of await dropNamesBeforeWaiting(moves.files)) {
    const sentence = 'It waits for a decision, and a power cut had left its earlier name as well; that name is gone.'
    recovered.push({ file, id: null, done: 'swept', sentence })
  }
  const outbox = new Map<string, string>()
  for (const file of await names(moves.files.paths.outbox)) outbox.set(parseItemName(file, true).claim ?? file, file)
  for (const file of await names(moves.files.paths.processing)) {
    if (stop?.aborted) return recovered
    const { claim, waiting, buried } = parseItemName(file, true)
    const stored = claim === null ? undefined : outbox.get(claim)
    if (stored !== undefined && hasMark(stored, outboxMarks.notice)) recovered.push(await waits(file, stored, options))
    else if (stored !== undefined) recovered.push(await finished(file, stored, options))
    else if (buried) recovered.push(await toldOf(file, options))
    else recovered.push(waiting ? await leftParked(file, options) : await interrupted(file, options))
    if (claim !== null) outbox.delete(claim)
  }
  for (const file of outbox.values()) {
    if (stop?.aborted) return recovered
    const published = await moves.publish(file)
    if (hasMark(file, outboxMarks.answer))
      await recordResult(options.record, moves.files.paths.outgoing, published, options.itemBytes)
    recovered.push({ file, id: null, done: 'published', sentence: `A finished result was published as ${published}.` })
  }
  for (const file of await names(moves.files.paths.tmp)) {
    if (stop?.aborted) return recovered
    if (moves.files.isTemporary(file)) continue
    await rm(join(moves.files.paths.tmp, file), { recursive: true, force: true })
    faultPoint('sweep:removed')
    recovered.push({ file, id: null, done: 'swept', sentence: 'A half-written file was swept out of tmp.' })
  }
  await settleReasons(moves.files)
  return recovered
}

/** Settles an item in `processing` that an operator released and nobody runs: as recovery does, but it counts as no interruption. */
export async function settleReleased(file: string, options: RecoveryOptions): Promise<void> {
  const { moves, record } = options
  const claim = parseItemName(file, true).claim
  const outbox = await names(moves.files.paths.outbox)
  const stored = outbox.find((one) => claim !== null && parseItemName(one, true).claim === claim)
  if (stored !== undefined && hasMark(stored, outboxMarks.notice)) await moves.publish(stored)
  else if (stored !== undefined) {
    await finished(file, stored, options)
    return
  }
  if (parseItemName(file, true).buried) {
    await toldOf(file, options)
    return
  }
  await options.endLeftovers(file)
  const listed = look(moves.files.paths.processing, file)
  if (listed === null) return
  const identity = record.identify(file, true, listed)
  if ((await moves.giveBack(file, {})) === null) return
  record.tell(identity, { kind: 'released', status: 'pending', text: 'Released; back in line' })
}

async function finished(file: string, stored: string, options: RecoveryOptions): Promise<Recovered> {
  const { moves, record } = options
  const listed = look(moves.files.paths.processing, file)
  const identity = listed === null ? null : record.identify(file, true, listed)
  const buried = hasMark(stored, outboxMarks.burial)
  if (!buried) await moves.unlinkFinished(file)
  const published = buried ? await moves.tellBurial(file, stored) : await moves.publish(stored)
  const sentence = buried
    ? `It had been given up; it is dead, and its conversation was told in ${published}.`
    : `It had been answered; the answer was published as ${published}.`
  if (identity !== null) {
    const status = buried ? 'dead' : 'completed'
    record.tell(identity, { kind: 'recovered', status, text: sentence, resultFile: published })
  }
  return { file, id: identity?.id ?? null, done: 'published', sentence }
}

/** Its conversation was told; only its way to `dead` is left. */
async function toldOf(file: string, { moves, record }: RecoveryOptions): Promise<Recovered> {
  const listed = look(moves.files.paths.processing, file)
  const identity = listed === null ? null : record.identify(file, true, listed)
  await moves.moveToDead(file)
  const sentence = 'It had been given up and its conversation told; it is dead.'
  if (identity !== null) record.tell(identity, { kind: 'recovered', status: 'dead', text: sentence })
  return { file, id: identity?.id ?? null, done: 'buried', sentence }
}

async function interrupted(file: string, options: RecoveryOptions): Promise<Recovered> {
  const { moves, record } = options
  await options.endLeftovers(file)
  const name = parseItemName(file, true)
  const listed = look(moves.files.paths.processing, file)
  if (listed === null)
    return { file, id: null, done: 'requeued', sentence: 'It was gone before it could be recovered.' }
  const identity = record.identify(file, true, listed)
  const found = options.interruption?.(file, identity.id) ?? unknownInterruption
  const times = interruptionsAfter(name.interrupted, found)
  if (times < poisonAt) {
    await moves.giveBack(file, { interrupted: times })
    const sentence = found.hadFinished
      ? 'Lanekeeper ended when its agent had finished; it is back in line and goes on from what that said.'
      : found.livedMs === null
        ? 'Lanekeeper ended before it did, while nothing of it ran; it is back in line.'
        : `It was interrupted while it ran (${times} of ${poisonAt} times) and is back in line.`
    record.tell(identity, { kind: 'recovered', status: 'pending', text: sentence })
    return { file, id: identity.id, done: 'requeued', sentence }
  }
  const sentence = `It was interrupted ${times} times while it ran, so it may be what brings the supervisor down.`
  const inspection = await readItem(options.reading, moves.files.paths.processing, file, true, options.itemBytes)
  const summary = inspection.kind === 'item' ? failureNotice(inspection.message, sentence) : null
  const nextStep = 'Look at its last invocation, then requeue it if it is harmless.'
  const { published } = await moves.bury(file, { at: options.now(), sentence, nextStep, interrupted: times }, summary)
  const text = `${sentence} ${nextStep}`
  record.tell(identity, { kind: 'buried', status: 'dead', text, reason: sentence, resultFile: published })
  return { file, id: identity.id, done: 'buried', sentence }
}

async function leftParked(file: string, options: RecoveryOptions): Promise<Recovered> {
  const { moves, record, reading, itemBytes } = options
  const { processing } = moves.files.paths
  const inspection = await readItem(reading, processing, file, true, itemBytes)
  const listed = look(processing, file)
  const id = listed === null ? null : record.identify(file, true, listed).id
  options.parked?.(file, inspection.kind === 'item' ? inspection.message : null)
  const left = 'It waits for a decision and was left as it is.'
  const why = inspection.kind === 'malformed' ? ` ${inspection.sentence} So nothing waits in line behind it.` : ''
  return { file, id, done: 'parked', sentence: `${left}${why}` }
}

/** What its conversation is told stands already, so it waits, and that is published. */
async function waits(file: string, stored: string, options: RecoveryOptions): Promise<Recovered> {
  const { moves } = options
  await options.endLeftovers(file)
  const parked = parseItemName(file, true).waiting ? file : await moves.park(file)
  const published = await moves.publish(stored)
  const left = await leftParked(parked ?? file, options)
  return { ...left, sentence: `${left.sentence} Its conversation was told in ${published}.` }
}

function hasMark(stored: string, mark: string): boolean {
  return parseItemName(stored, true).stem.endsWith(mark)
}

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort()
}
