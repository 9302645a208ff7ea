import { opendirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A folder with more files than this is looked at by its own times alone. */
const mostNames = 1000

/**
 * What is looked at to notice that one of these changed: the times, size and place of each, and of the files right in a
 * folder. Two prints differ when something was saved, came or went. Cheap, and never throws: what is not there is a print, too.
 */
export function printOf(paths: readonly string[]): string {
  return paths.map((path) => `${path}\n${print(path, true)}`).join('\n')
}

function print(path: string, isNamed: boolean): string {
  const found = statOf(path)
  if (found === null) return 'none'
  const own = `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`
  if (!isNamed || !found.isDirectory()) return own
  return [own, ...names(path).map((name) => `${name} ${print(join(path, name), false)}`)].join('\n')
}

function statOf(path: string) {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
  } catch {
    return null // a folder on the way that may not be entered, or is none
  }
}

function names(path: string): string[] {
  const found: string[] = []
  try {
    using folder = opendirSync(path)
    for (let entry = folder.readSync(); entry !== null && found.length < mostNames; entry = folder.readSync()) {
      found.push(entry.name)
    }
  } catch {
    return [] // gone, or not to be read: its own times tell
  }
  return found.sort()
}
