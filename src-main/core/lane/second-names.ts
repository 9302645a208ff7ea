import { lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { formatItemName, parseItemName } from './item-name'
import type { LaneFiles } from './lane-files'
import { eachName, look } from './sliced-scan'

/**
 * Takes names out of `incoming` that are second names of claimed items: on a file system without a journal a power cut may
 * leave both names of a rename. The item stays whole under its name in `processing`. Answers the names taken away.
 */
export async function dropSecondNames(files: LaneFiles, stop: AbortSignal): Promise<string[]> {
  const { incoming, processing } = files.paths
  const stems = new Map<number, string>()
  for (const file of await readdir(processing)) {
    const found = lstatSync(join(processing, file), { throwIfNoEntry: false })
    // Foreign writers may link files in, so more names than one prove nothing, but one proves that there is no second.
    if (found?.isFile() && found.nlink > 1) stems.set(found.ino, parseItemName(file, true).stem)
  }
  if (stems.size === 0) return []
  const wanted = new Set(stems.values())
  const second: string[] = []
  await eachName(incoming, stop, (file) => {
    const { stem } = parseItemName(file, false)
    if (!wanted.has(stem)) return
    const listed = look(incoming, file)
    if (listed !== null && stems.get(listed.inode) === stem) second.push(file)
  })
  for (const file of second) await files.remove('incoming', file)
  if (second.length > 0) await files.sync('incoming')
  return second
}

/** The same for the names that items in `processing` had there before they waited for a person. */
export async function dropNamesBeforeWaiting(files: LaneFiles): Promise<string[]> {
  const { paths } = files
  const linked: { readonly file: string; readonly inode: number }[] = []
  for (const file of await readdir(paths.processing)) {
    const found = lstatSync(join(paths.processing, file), { throwIfNoEntry: false })
    if (found?.isFile() && found.nlink > 1) linked.push({ file, inode: found.ino })
  }
  const same = (file: string): string => formatItemName({ ...parseItemName(file, true), waiting: true })
  const second = linked
    .filter(({ file, inode }) =>
      linked.some((one) => one.file !== file && one.file === same(file) && one.inode === inode),
    )
    .map(({ file }) => file)
  for (const file of second) await files.remove('processing', file)
  return second
}
