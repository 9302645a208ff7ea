import { randomUUID } from 'node:crypto'
import { closeSync, fdatasync, open, writeFile } from 'node:fs'
import { rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const openFile = promisify(open)
const write = promisify(writeFile)
const syncBytes = promisify(fdatasync)

/** Creates `path` with `text`, fails if it exists, and returns once the bytes are on the disk (`durable`) or written. */
export async function createFile(
  path: string,
  text: string | Uint8Array,
  durable: boolean,
  mode = 0o600,
): Promise<void> {
  const file = await openFile(path, 'wx', mode)
  try {
    await write(file, text)
    if (durable) await syncBytes(file)
  } catch (error) {
    closeSync(file)
    await unlink(path)
    throw error
  }
  // What had to reach the disk is there: closing has nothing left to wait for, and handing it to a thread costs more.
  closeSync(file)
}

/**
 * Replaces `path` so that a reader sees the old text or the new, never half of one: a temporary file beside it,
 * synced, then one rename. For files that have exactly one writer.
 */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  await createFile(temporary, text, true, mode)
  try {
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary)
    throw error
  }
}
