import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation } from '#shared/invocation'
import { EventLog } from './event-log'
import { hasFinished } from './finished-invocation'
import { dropStaleMarks, markFinished } from './finished-marks'
import { invocationFiles, writeRecord } from './invocation-files'
import { endOf } from './invocation-record'
import { type Conclusion, cutOff } from './outcome'
import type { Prices } from './priced'
import { providerOf } from './providers/registry'
import { readAgain } from './read-again'
import { readReading } from './reading'
import { refusedOf } from './refused-of'
import { beginMarks, markedRuns, markRunning, unmarkRunning } from './running-marks'
import { type Ended, type SweepOptions, sweep } from './sweep'
import { isFinishedTurn } from './verdict'

export interface RecoveredInvocations {
  /** Records that still said `running`, now `lost`, oldest first. */
  readonly lost: readonly Invocation[]
  /** Those that said so although what they had written says that their turn was finished: they count as ended by that. */
  readonly finished: readonly Invocation[]
  /** Processes of theirs that were still there and are gone now. */
  readonly ended: readonly Ended[]
  /** Processes of theirs that refused to die. */
  readonly left: readonly number[]
  /** Records that could not be read or written. */
  readonly faults: readonly Error[]
}

export interface RecoverOptions extends SweepOptions {
  readonly now?: () => number
  readonly only?: (record: Invocation) => boolean
  /** For programs that tell no cost. */
  readonly prices?: Prices
}

/** In a home without marks: no run lasts longer than a day, so what ran last began on one of the newest days. */
const daysLookedAt = 3

/**
 * Settles what an owner of this home left running when it died: ends the processes, by marker and by recorded pid
 * and start time, then judges each run by what is written down of its output. One whose turn was finished has ended so, the
 * others are `lost`. To be called by the new owner, before it starts anything.
 */
export async function recoverInvocations(
  invocationsPath: string,
  options: RecoverOptions = {},
): Promise<RecoveredInvocations> {
  const faults: Error[] = []
  const running = (await runningRecords(invocationsPath, faults)).filter(options.only ?? (() => true))
  const groups = options.processes?.groups
  const { ended, left } = await sweep(
    running.map(({ id, pid, processStartedAt: startedAt, controlGroup }) => ({
      id,
      root: pid === null || startedAt === null ? null : { pid, startedAt },
      group: groups?.recorded(controlGroup, id) ?? null,
    })),
    options,
  )
  const endedAt = options.now?.() ?? Date.now()
  const lost: Invocation[] = []
  const finished: Invocation[] = []
  for (const record of running) {
    const settled =
      (await finishedRecord(invocationsPath, record, endedAt, options.prices ?? {}, faults)) ??
      ({ ...record, status: 'lost', endedAt, reason: cutOff } as const)
    ;(settled.status === 'lost' ? lost : finished).push(settled)
    try {
      await writeRecord(invocationFiles(invocationsPath, record.id), settled)
      await settleMarks(invocationsPath, settled)
    } catch (cause) {
      faults.push(new Error(`The record of invocation ${record.id} could not be written.`, { cause }))
    }
  }
  await dropStaleMarks(invocationsPath)
  return { lost, finished, ended, left, faults }
}

/** The record of a run that had finished its turn, as far as anybody can tell; null for any other. */
async function finishedRecord(
  invocationsPath: string,
  record: Invocation,
  endedAt: number,
  prices: Prices,
  faults: Error[],
): Promise<Invocation | null> {
  const files = invocationFiles(invocationsPath, record.id)
  try {
    const reading = await readReading(files.readingPath)
    if (reading === null) return null
    const endedBy = { kind: 'stop', why: cutOff } as const
    const ending = { spawnError: null, endedBy, exitCode: null, signal: null }
    const { conclusion, refused: tools, ...bytes } = await readAgain(files, record, reading, ending)
    if (!isFinishedTurn(conclusion)) return null
    const { kind, permissions, session } = reading
    const refused = refusedOf(tools, { known: providerOf(kind).known, permissions, agent: record.agent })
    const end = endOf(conclusion, { session, model: record.model, prices }, endedAt)
    await tellTheEnd(files.eventsPath, conclusion, refused, endedAt)
    return { ...record, ...bytes, ...(refused === null ? {} : { refused }), ...end }
  } catch (cause) {
    faults.push(new Error(`What invocation ${record.id} had written could not be read.`, { cause }))
    return null
  }
}

/** What the live view is told when a run ends. */
async function tellTheEnd(
  path: string,
  conclusion: Conclusion,
  refused: Invocation['refused'] | null,
  now: number,
): Promise<void> {
  await using events = await EventLog.goOn(path, () => now)
  for (const text of conclusion.ok ? conclusion.notices : []) events.add({ kind: 'notice', text })
  if (refused != null) events.add({ kind: 'notice', text: `${refused.sentence} ${refused.nextStep}` })
  events.add({ kind: 'done', ok: conclusion.ok, text: conclusion.ok ? '' : conclusion.reason })
}

/** An answer is marked before its run stops to count as running, so that no end of this process loses it. */
async function settleMarks(invocationsPath: string, record: Invocation): Promise<void> {
  const files = invocationFiles(invocationsPath, record.id)
  const reading = hasFinished(record) ? await readReading(files.readingPath) : null
  if (reading !== null && reading.work !== null) await markFinished(invocationsPath, record, record.id)
  await unmarkRunning(invocationsPath, record.id)
}

async function runningRecords(invocationsPath: string, faults: Error[]): Promise<Invocation[]> {
  const marked = await markedRuns(invocationsPath)
  if (marked === null) return runningUnmarked(invocationsPath, faults)
  const running: Invocation[] = []
  for (const id of marked) {
    const record = await markedRecord(invocationFiles(invocationsPath, id).recordPath, id, faults)
    if (typeof record !== 'object') continue
    if (record.status === 'running') running.push(record)
    else await settleMarks(invocationsPath, record)
  }
  return running
}

async function runningUnmarked(invocationsPath: string, faults: Error[]): Promise<Invocation[]> {
  const days = (await namesIn(invocationsPath)).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort()
  const running: Invocation[] = []
  for (const day of days.slice(-daysLookedAt)) {
    for (const id of (await namesIn(join(invocationsPath, day))).sort()) {
      const record = await markedRecord(join(invocationsPath, day, id, 'invocation.json'), id, faults, saysRunning)
      if (typeof record === 'object' && record.status === 'running') running.push(record)
    }
  }
  for (const { id } of running) await markRunning(invocationsPath, id)
  if (days.length > 0) await beginMarks(invocationsPath)
  return running
}

const saysRunning = (text: string): boolean => text.includes('"running"')

/** `absent` may mean that it is about to be written: the mark comes first. */
async function markedRecord(
  path: string,
  id: string,
  faults: Error[],
  isWorthReading: (text: string) => boolean = () => true,
): Promise<Invocation | 'another' | 'absent' | 'unreadable'> {
  try {
    const text = await readFile(path, 'utf8')
    if (!isWorthReading(text)) return 'another'
    const record = Invocation.parse(JSON.parse(text))
    return record.id === id ? record : 'another'
  } catch (cause) {
    if (isAbsent(cause)) return 'absent'
    faults.push(new Error(`${path} could not be read.`, { cause }))
    return 'unreadable'
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    if (isAbsent(cause)) return []
    throw cause
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
}
