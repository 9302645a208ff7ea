import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { faultCode } from '../ground/fault-code'
import { isInside } from '../ground/is-inside'

/** A file that was asked for and is not handed on, with why. */
export interface LeftOut {
  readonly path: string
  readonly why: string
}

export type AllowedFile =
  | { readonly ok: true; readonly real: string; readonly bytes: number }
  | { readonly ok: false; readonly why: string }

/** Of the folders those that are there, by their real paths. */
export async function realFolders(folders: readonly string[]): Promise<string[]> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))
  return real.filter((folder) => folder !== null)
}

/**
 * Looks at a file that a message or an agent names: a regular file that can be read, below one of these real folders, links
 * followed. Never throws.
 */
export async function allowedFile(path: string, folders: readonly string[]): Promise<AllowedFile> {
  const refused = (why: string): AllowedFile => ({ ok: false, why })
  if (!isAbsolute(path)) return refused('its path is not absolute')
  try {
    const real = await realpath(path)
    if (!folders.some((folder) => isInside(folder, real))) return refused('it lies in no folder for such files')
    const found = await stat(real)
    if (!found.isFile()) return refused('it is no regular file')
    await access(real, constants.R_OK)
    return { ok: true, real, bytes: found.size }
  } catch (error) {
    const code = faultCode(error)
    return refused(code === 'ENOENT' || code === 'ENOTDIR' ? 'it does not exist' : 'it cannot be read')
  }
}

const longestShown = 200

/** The path of a file somebody named, as a sentence shows it. */
export function shownPath(path: string): string {
  const plain = path.replace(/\p{C}/gu, '').trim()
  return plain.length > longestShown ? `${plain.slice(0, longestShown)}…` : plain
}
