import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { faultCode } from './fault-code'
import { isInside } from './is-inside'

/**
 * Makes a folder and those above it that are missing, but neither `within` nor what is above that: whoever still writes into
 * a home that was moved away must not begin another at its old place, into which the first would then be moved back. True
 * when it was missing.
 */
export async function makeFolder(path: string, within: string): Promise<boolean> {
  const parent = dirname(path)
  try {
    return await makeOne(path)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT' || !isInside(within, parent)) throw error
  }
  await makeFolder(parent, within)
  return makeOne(path)
}

async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (faultCode(error) === 'EEXIST' && (await stat(path)).isDirectory()) return false
    throw error
  }
}

/** Makes the folder an agent or a shell line works in, which may be anywhere but is mostly in what `within` names. */
export async function makeWorkingFolder(path: string, within: string): Promise<void> {
  if (isInside(within, path)) await makeFolder(path, within)
  else await mkdir(path, { recursive: true, mode: 0o700 })
}
