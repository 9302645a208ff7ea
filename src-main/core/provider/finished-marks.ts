import { createHash } from 'node:crypto'
import { readdir, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InvocationId } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { makeFolder } from '../ground/make-folder'
import { invocationFolder } from './invocation-id'

/**
 * Beside the marks of what runs, a folder with one empty file for each run whose turn is finished and whose item has not been
 * moved since: made before it counts as ended, removed once its item was moved. So an answer is found that no item has got.
 * The names begin with the item they are for.
 */
const folderOf = (invocationsPath: string): string => join(invocationsPath, 'finished')

export interface ForItem {
  readonly lane: string
  readonly itemId: string
}

export async function markFinished(invocationsPath: string, item: ForItem, id: string): Promise<void> {
  await makeFolder(folderOf(invocationsPath), dirname(invocationsPath))
  await writeFile(join(folderOf(invocationsPath), `${prefixOf(item)}${id}`), '')
}

/** The runs for an item whose turns are finished, newest first. */
export async function finishedRuns(invocationsPath: string, item: ForItem): Promise<string[]> {
  const prefix = prefixOf(item)
  const names = (await namesIn(folderOf(invocationsPath))).filter((name) => name.startsWith(prefix))
  return names
    .map((name) => name.slice(prefix.length))
    .filter((id) => InvocationId.safeParse(id).success)
    .sort()
    .reverse()
}

export async function unmarkFinished(invocationsPath: string, item: ForItem): Promise<void> {
  for (const id of await finishedRuns(invocationsPath, item)) {
    await removed(join(folderOf(invocationsPath), `${prefixOf(item)}${id}`))
  }
}

/** Removes marks of runs that were tidied away, which a life left that was cut off between an item's move and the end of its mark. */
export async function dropStaleMarks(invocationsPath: string): Promise<void> {
  for (const name of await namesIn(folderOf(invocationsPath))) {
    const id = InvocationId.safeParse(name.slice(name.indexOf('.') + 1)).data
    if (id !== undefined && (await isThere(invocationFolder(invocationsPath, id)))) continue
    await removed(join(folderOf(invocationsPath), name))
  }
}

function prefixOf({ lane, itemId }: ForItem): string {
  return `${createHash('sha256').update(`${lane}\n${itemId}`).digest('hex').slice(0, 32)}.`
}

async function removed(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return false
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return []
    throw error
  }
}
