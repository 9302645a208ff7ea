import { isAbsolute, relative, sep } from 'node:path'

/** Whether a path lies below a folder, and is not the folder itself. Links are not followed: give what they lead to. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
