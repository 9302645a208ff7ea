import { type Inspection, inspectFile } from './inspect'
import { parseItemName } from './item-name'
import type { ItemReading } from './work'

/** Reads a file of a lane as the lane does; the reading is told the name that the item came with. See `inspectFile`. */
export function readItem(
  reading: ItemReading,
  folder: string,
  file: string,
  claimed: boolean,
  limitBytes: number,
): Promise<Inspection> {
  const { stem, extension } = parseItemName(file, claimed)
  return inspectFile(folder, file, limitBytes, reading, stem + extension)
}
