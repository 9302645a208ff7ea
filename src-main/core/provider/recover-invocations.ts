import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation } from '#shared/invocation'
import { invocationFiles, writeRecord } from './invocation-files'
import { beginMarks, markedRuns, markRunning, unmarkRunning } from './running-marks'
import { type Ended, type SweepOptions, sweep } from './sweep'

export interface RecoveredInvocations {
  /** Records that still said `running`, now `lost`, oldest first. */
  readonly lost: readonly Invocation[]
  /** Processes of theirs that were still there and are gone now. */
  readonly ended: readonly Ended[]
  /** Processes of theirs that refused to die. */
  readonly left: readonly number[]
  /** Records that could not be read or written. */
  readonly faults: readonly Error[]
}

/** In a home without marks: no run lasts longer than a day, so what ran last began on one of the newest days. */
const daysLookedAt = 3

/**
 * Settles what an owner of this home left running when it died: ends the processes, by marker and by recorded pid
 * and start time, then marks the records as `lost`. To be called by the new owner, before it starts anything.
 */
export async function recoverInvocations(
  invocationsPath: string,
  options: SweepOptions & { readonly now?: () => number; readonly only?: (record: Invocation) => boolean } = {},
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
  for (const record of running) {
    const settled = { ...record, status: 'lost' as const, endedAt, reason: 'Lanekeeper ended before this run did.' }
    lost.push(settled)
    try {
      await writeRecord(invocationFiles(invocationsPath, record.id), settled)
      await unmarkRunning(invocationsPath, record.id)
    } catch (cause) {
      faults.push(new Error(`The record of invocation ${record.id} could not be written.`, { cause }))
    }
  }
  return { lost, ended, left, faults }
}

async function runningRecords(invocationsPath: string, faults: Error[]): Promise<Invocation[]> {
  const marked = await markedRuns(invocationsPath)
  if (marked === null) return runningUnmarked(invocationsPath, faults)
  const running: Invocation[] = []
  for (const id of marked) {
    const record = await runningRecord(invocationFiles(invocationsPath, id).recordPath, id, faults)
    if (record === 'ended') await unmarkRunning(invocationsPath, id)
    else if (typeof record === 'object') running.push(record)
  }
  return running
}

async function runningUnmarked(invocationsPath: string, faults: Error[]): Promise<Invocation[]> {
  const days = (await namesIn(invocationsPath)).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name)).sort()
  const running: Invocation[] = []
  for (const day of days.slice(-daysLookedAt)) {
    for (const id of (await namesIn(join(invocationsPath, day))).sort()) {
      const record = await runningRecord(join(invocationsPath, day, id, 'invocation.json'), id, faults)
      if (typeof record === 'object') running.push(record)
    }
  }
  for (const { id } of running) await markRunning(invocationsPath, id)
  if (days.length > 0) await beginMarks(invocationsPath)
  return running
}

/** `absent` may mean that it is about to be written: the mark comes first. */
async function runningRecord(
  path: string,
  id: string,
  faults: Error[],
): Promise<Invocation | 'ended' | 'absent' | 'unreadable'> {
  try {
    const text = await readFile(path, 'utf8')
    if (!text.includes('"running"')) return 'ended'
    const record = Invocation.parse(JSON.parse(text))
    return record.status === 'running' && record.id === id ? record : 'ended'
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
