import { copyFile, rename, rm, stat, truncate } from 'node:fs/promises'
import { faultCode } from '../ground/fault-code'

/**
 * Rotates a log that has grown to `bytes`: `x.1` … `x.<kept>`, oldest last, one more is dropped. The newest copy is made
 * before the log is emptied in place, so the writer may go on writing to the file it holds open; lines written between
 * the two are in neither only if they came within that instant, and a log line is no message.
 */
export async function rotateLog(path: string, bytes: number, kept: number): Promise<boolean> {
  try {
    if ((await stat(path)).size < bytes) return false
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return false
    throw error
  }
  // Copied before anything is given up: on a full disk each try would cost the oldest log.
  const copy = `${path}.0`
  try {
    await copyFile(path, copy)
  } catch (error) {
    await rm(copy, { force: true }).catch(() => {})
    throw error
  }
  await rm(`${path}.${kept}`, { force: true })
  for (let age = kept - 1; age >= 1; age--) {
    try {
      await rename(`${path}.${age}`, `${path}.${age + 1}`)
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
    }
  }
  await rename(copy, `${path}.1`)
  await truncate(path, 0)
  return true
}
