import { readdir, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InvocationId } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { makeFolder } from '../ground/make-folder'

/**
 * Beside the days, a folder with one empty file for each run whose record may still say `running`: made before that record,
 * removed after the one that says how it ended. So what a dead owner left is found without a look at every record.
 */
const folderOf = (invocationsPath: string): string => join(invocationsPath, 'running')

export async function markRunning(invocationsPath: string, id: string): Promise<void> {
  await makeFolder(folderOf(invocationsPath), dirname(invocationsPath))
  await writeFile(join(folderOf(invocationsPath), id), '')
}

export async function unmarkRunning(invocationsPath: string, id: string): Promise<void> {
  try {
    await unlink(join(folderOf(invocationsPath), id))
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
}

/** The ids of runs that may not have ended, oldest first; null when nobody has kept marks in this home so far. */
export async function markedRuns(invocationsPath: string): Promise<string[] | null> {
  try {
    return (await readdir(folderOf(invocationsPath))).filter((name) => InvocationId.safeParse(name).success).sort()
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
}

/** From now on the marks tell of everything that runs. */
export async function beginMarks(invocationsPath: string): Promise<void> {
  await makeFolder(folderOf(invocationsPath), dirname(invocationsPath))
}
