import { randomUUID } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Creates `path` with `text`, fails if it exists, and returns once the bytes are on the disk (`durable`) or written. */
export async function createFile(
  path: string,
  text: string | Uint8Array,
  durable: boolean,
  mode = 0o600,
): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(text)
    if (durable) await file.datasync()
  } catch (error) {
    await file.close()
    await unlink(path)
    throw error
  }
  await file.close()
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
