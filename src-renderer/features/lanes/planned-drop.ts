import { bounds } from '#shared/limits'
import { sizeAndLimit } from '#shared/words'

/** A file as the browser offers it, before anything of it was read. */
export interface Offered {
  readonly name: string
  readonly bytes: number
  readonly folder: boolean
}

export interface RefusedFile {
  readonly name: string
  readonly reason: string
}

export interface PlannedDrop<T extends Offered> {
  /** Each fits into one call. */
  readonly batches: readonly (readonly T[])[]
  readonly refused: readonly RefusedFile[]
}

/** An item may not be larger; the home's own limit may be lower, and the core checks that. */
export const largestBytes = 10 * 1024 * 1024

/** Splits what was dropped into calls that keep the contract's bounds, in the order given. */
export function plannedDrop<T extends Offered>(offered: readonly T[]): PlannedDrop<T> {
  const refused: RefusedFile[] = []
  const batches: T[][] = []
  let batchBytes = 0
  for (const file of offered) {
    const reason = refusalOf(file)
    if (reason !== null) {
      refused.push({ name: file.name, reason })
      continue
    }
    const batch = batches.at(-1)
    if (batch === undefined || batch.length >= bounds.dropFiles || batchBytes + file.bytes > bounds.dropBytes) {
      batches.push([file])
      batchBytes = file.bytes
    } else {
      batch.push(file)
      batchBytes += file.bytes
    }
  }
  return { batches, refused }
}

function refusalOf(file: Offered): string | null {
  if (file.folder) return 'This is a folder. Drop the .json files in it instead.'
  if (!/\.json$/i.test(file.name)) return 'Only .json files can be dropped on a lane.'
  if (file.bytes > largestBytes) {
    const [has, most] = sizeAndLimit(file.bytes, largestBytes)
    return `The file has ${has}; an item may have at most ${most}.`
  }
  return null
}
