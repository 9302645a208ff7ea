import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation } from '#shared/invocation'
import { faultCode } from '../home/fault-code'
import type { Spend } from './spend'

/** Days of records looked at, and the most records: enough for the caps of today, and for a history that was lost. */
const days = 2
const mostRecords = 20_000

/** Notes once more what the newest runs used, as the last words of an earlier life may not have been written. */
export async function importSpend(invocationsPath: string, spend: Spend, now: number): Promise<void> {
  let left = mostRecords
  for (let back = 0; back < days; back++) {
    const folder = join(invocationsPath, new Date(now - back * 86_400_000).toISOString().slice(0, 10))
    for (const id of (await namesIn(folder)).sort().reverse()) {
      if (left-- <= 0) return
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
