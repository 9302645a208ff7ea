import { lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { faultCode } from '../home/fault-code'

/** What a listing knows of one name. Times as in `Place`; `kind` tells regular files from everything else. */
export interface Listed {
  readonly file: string
  readonly ms: number
  readonly ns: number
  /** When the name last moved or changed, ms since the epoch. */
  readonly changedAt: number
  readonly bytes: number
  readonly inode: number
  readonly regular: boolean
}

/** How long one slice of a scan may hold the event loop, in ms. */
const sliceMs = 4

const million = 1_000_000n

/** One name as it is now, or null when it is gone. Other failures throw with their path. */
export function look(folder: string, file: string): Listed | null {
  let found: ReturnType<typeof stat>
  try {
    found = stat(`${folder}/${file}`)
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
  return {
    file,
    ms: Number(found.mtimeNs / million),
    ns: Number(found.mtimeNs % million),
    changedAt: Number(found.ctimeMs),
    bytes: Number(found.size),
    inode: Number(found.ino),
    regular: found.isFile(),
  }
}

const stat = (path: string) => lstatSync(path, { bigint: true })

/**
 * Lists a folder in slices of a few milliseconds, handing each entry to `found`; names that vanish meanwhile are left
 * out. Memory grows with the number of names, not with what the files hold. Throws when the folder cannot be read.
 */
export async function slicedScan(folder: string, signal: AbortSignal, found: (entry: Listed) => void): Promise<void> {
  const names = await readdir(folder)
  let sliceEnd = performance.now() + sliceMs
  for (const [position, file] of names.entries()) {
    if (position % 32 === 0 && performance.now() > sliceEnd) {
      await setImmediate()
      if (signal.aborted) return
      sliceEnd = performance.now() + sliceMs
    }
    const entry = look(folder, file)
    if (entry !== null) found(entry)
  }
}
