import { type BigIntStats, lstatSync, opendirSync } from 'node:fs'
import { Breather } from '../ground/breather'
import { faultCode } from '../ground/fault-code'
import { hasState } from './item-name'

/** What a listing knows of one name. Times as in `Place`; `kind` tells regular files from everything else. */
export interface Listed {
  readonly file: string
  readonly ms: number
  readonly ns: number
  /** See `Place`; of a name by itself its time of change, to the microsecond, or 0 where it tells that it was moved before. */
  readonly arrival: number
  /** When the name last moved or changed, ms since the epoch. */
  readonly changedAt: number
  readonly bytes: number
  readonly inode: number
  readonly regular: boolean
}

const million = 1_000_000n
/** An exception for each name that is gone would take three times as long as asking. */
const asked = { bigint: true, throwIfNoEntry: false } as const

/** The file behind a name. A rename changes none of this; whatever changes the bytes changes the time. */
export function fileIdentity({ inode, ms, ns, bytes }: Listed): string {
  return `${inode}.${ms}.${ns}.${bytes}`
}

/** One name as it is now, or null when it is gone. Other failures throw with their path. */
export function look(folder: string, file: string): Listed | null {
  let found: BigIntStats | undefined
  try {
    found = lstatSync(`${folder}/${file}`, asked)
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
  if (found === undefined) return null
  return {
    file,
    ms: Number(found.mtimeNs / million),
    ns: Number(found.mtimeNs % million),
    arrival: hasState(file) ? 0 : Number(found.ctimeNs) / 1e6,
    changedAt: Number(found.ctimeMs),
    bytes: Number(found.size),
    inode: Number(found.ino),
    regular: found.isFile(),
  }
}

/**
 * Looks at every name of a folder in slices of a few milliseconds and hands each entry to `found`; names that vanish
 * meanwhile, or that are no valid UTF-8 and so cannot be looked at, go to `vanished`. Throws when the folder cannot be
 * read.
 */
export function slicedScan(
  folder: string,
  signal: AbortSignal,
  found: (entry: Listed) => void,
  vanished: (file: string) => void = () => {},
): Promise<void> {
  return eachName(folder, signal, (file) => {
    const entry = look(folder, file)
    if (entry === null) vanished(file)
    else found(entry)
  })
}

/**
 * Goes through the names of a folder in slices of a few milliseconds. They are read as they are needed: a list of all of
 * them would be sorted first and outlive the scan in memory.
 */
export async function eachName(folder: string, signal: AbortSignal, use: (file: string) => void): Promise<void> {
  const listing = opendirSync(folder, { bufferSize: 256 })
  try {
    const breather = new Breather()
    let position = 0
    for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
      if (position++ % 32 === 0) {
        await breather.pause()
        if (signal.aborted) return
      }
      use(entry.name)
    }
  } finally {
    listing.closeSync()
  }
}
