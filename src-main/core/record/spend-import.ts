import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import type { Spend } from './spend'
import { dayOf } from './spend-caps'

/** Days of records looked at: enough for the caps of today. */
const days = 2
/** The most records that are read: of a home that noted its runs only the last words are missing, of a lost history all. */
const mostUnnoted = 1000
const mostLost = 20_000

/** Notes what the newest runs used and nobody noted, as the last words of an earlier life may not have been written. */
export async function importSpend(invocationsPath: string, spend: Spend, now: number): Promise<void> {
  const noted = spend.notedSince(dayOf(now - (days + 1) * 86_400_000))
  let left = spend.isNew ? mostLost : mostUnnoted
  for (let back = 0; back < days; back++) {
    const folder = join(invocationsPath, new Date(now - back * 86_400_000).toISOString().slice(0, 10))
    for (const id of (await namesIn(folder)).sort().reverse()) {
      if (noted.has(id)) continue
      if (left-- <= 0) return spend.flush()
      const record = await readRecord(join(folder, id, 'invocation.json'))
      if (record !== null && record.endedAt !== null) spend.record(record)
    }
  }
  spend.flush()
}

async function readRecord(path: string): Promise<Invocation | null> {
  try {
    return Invocation.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null // half-written, gone, or not a record: then nobody knows what it used
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return []
    throw error
  }
}
