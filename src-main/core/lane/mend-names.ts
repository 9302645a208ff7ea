import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { faultCode } from '../ground/fault-code'
import { fitted } from './item-name'

/** Lets `use` run while the name is free and kept for it, or answers null. */
export type WithFreeName = (file: string, use: () => Promise<string>) => Promise<string | null>

/**
 * Renames items whose names are no valid UTF-8: nothing here could name them otherwise. Each byte that cannot be read
 * becomes `%XX`. Answers the names they have now.
 */
export async function mendNames(folder: string, withFreeName: WithFreeName): Promise<string[]> {
  const mended: string[] = []
  for (const raw of await readdir(folder, { encoding: 'buffer' })) {
    const text = raw.toString()
    if (!text.includes('\uFFFD') || Buffer.from(text).equals(raw)) continue
    if (text.startsWith('.') || !text.endsWith('.json')) continue
    const file = await mend(folder, raw, withFreeName)
    if (file !== null) mended.push(file)
  }
  return mended
}

async function mend(folder: string, raw: Buffer, withFreeName: WithFreeName): Promise<string | null> {
  const stem = fitted(readable(raw.subarray(0, -'.json'.length)), 180)
  const path = Buffer.concat([Buffer.from(`${folder}/`), raw])
  try {
    for (let copy = 1; ; copy++) {
      const file = copy === 1 ? `${stem}.json` : `${stem}-${copy}.json`
      const mended = await withFreeName(file, async () => {
        await rename(path, join(folder, file))
        return file
      })
      if (mended !== null) return mended
    }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
}

/** The bytes as text where they are UTF-8; the others as `%XX`. */
function readable(raw: Buffer): string {
  let text = ''
  for (let at = 0; at < raw.length; ) {
    const length = [1, 2, 3, 4].find((bytes) => isCharacter(raw.subarray(at, at + bytes), bytes))
    if (length === undefined) {
      text += `%${(raw[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`
      at++
    } else {
      text += raw.toString('utf8', at, at + length)
      at += length
    }
  }
  return text
}

function isCharacter(bytes: Buffer, length: number): boolean {
  const text = bytes.toString()
  return bytes.length === length && [...text].length === 1 && Buffer.from(text).equals(bytes)
}
