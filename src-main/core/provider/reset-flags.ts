import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { invocationFiles } from './invocation-files'

/** A one-shot request for a fresh conversation lies in a folder as a file of this name. */
const resetFlag = 'reset_flag'
const claimedBy = (id: string): string => `${resetFlag}~${id}`

/** Sets the flag; one that is set already stays. */
export async function setResetFlag(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, resetFlag), '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (faultCode(error) !== 'EEXIST') throw error
  }
}

/** Whether the flag is set and no run has claimed it. */
export async function isResetFlagSet(folder: string): Promise<boolean> {
  return (await namesIn(folder)).includes(resetFlag)
}

export interface ClaimedFlags {
  readonly any: boolean
  /** The run started: the flags are used up. Otherwise they are put back for the next one. */
  settle(started: boolean): Promise<void>
}

/**
 * Takes the flags of these folders for one run. Of many runs exactly one gets each: the claim is a rename, to a name that
 * tells which invocation has it, so that a crash between claim and settlement can be settled later.
 */
export async function claimResetFlags(folders: readonly string[], id: string): Promise<ClaimedFlags> {
  const claimed: string[] = []
  for (const folder of folders) if (await moved(folder, resetFlag, claimedBy(id))) claimed.push(folder)
  return {
    any: claimed.length > 0,
    settle: async (started) => {
      for (const folder of claimed) await settled(folder, claimedBy(id), started)
    },
  }
}

/** Settles claims of an earlier life by the records of their invocations. */
export async function recoverResetFlags(folders: readonly string[], invocationsPath: string): Promise<void> {
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      if (!name.startsWith(`${resetFlag}~`)) continue
      await settled(folder, name, await hasStarted(invocationsPath, name.slice(resetFlag.length + 1)))
    }
  }
}

async function settled(folder: string, claim: string, started: boolean): Promise<void> {
  // Two requests are one when both are for the next run.
  if (started || (await namesIn(folder)).includes(resetFlag)) await rm(join(folder, claim), { force: true })
  else await moved(folder, claim, resetFlag)
}

async function hasStarted(invocationsPath: string, id: string): Promise<boolean> {
  try {
    const text = await readFile(invocationFiles(invocationsPath, id).recordPath, 'utf8')
    return Invocation.parse(JSON.parse(text)).pid !== null
  } catch {
    // No record that can be read: whether it started is not known, and a fresh conversation too many does no harm.
    return false
  }
}

async function moved(folder: string, from: string, to: string): Promise<boolean> {
  try {
    await rename(join(folder, from), join(folder, to))
    return true
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return false
    throw error
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
