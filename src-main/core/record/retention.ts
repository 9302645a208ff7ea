import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultCode } from '../ground/fault-code'

const dayMs = 24 * 60 * 60 * 1000

/**
 * Removes the folders of days (`yyyy-mm-dd`) older than `days`, except attempts that still run. Answers how many
 * invocations went. Everything else that lies there is left alone.
 */
export async function removeOldInvocations(
  root: string,
  days: number,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const oldest = new Date(now - days * dayMs).toISOString().slice(0, 10)
  let removed = 0
  for (const day of await namesIn(root)) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day >= oldest) continue
    for (const id of await namesIn(join(root, day))) {
      if (signal.aborted) return removed
      const folder = join(root, day, id)
      if (await isRunning(folder)) continue
      await rm(folder, { recursive: true, force: true })
      removed++
    }
    if ((await namesIn(join(root, day))).length === 0) await rm(join(root, day), { recursive: true, force: true })
  }
  return removed
}

async function isRunning(folder: string): Promise<boolean> {
  try {
    return (await readFile(join(folder, 'invocation.json'), 'utf8')).includes('"status": "running"')
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return false
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return []
    throw error
  }
}
