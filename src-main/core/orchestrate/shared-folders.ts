import { lstat } from 'node:fs/promises'
import type { SharedWorkspace } from '../settings/workspaces'

/** Those that are there: programs refuse to start when they are given a folder that is not. */
export async function existing(folders: readonly SharedWorkspace[]): Promise<SharedWorkspace[]> {
  const there = await Promise.all(
    folders.map(({ path }) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  return folders.filter((_, at) => there[at])
}

/** Lines for the prompt, none of them empty; an empty text where nothing is granted. */
export function sharedText(granted: readonly SharedWorkspace[]): string {
  if (granted.length === 0) return ''
  const lines = granted.map(
    ({ name, path, description }) => `- ${name}: ${path}${description ? ` (${description})` : ''}`,
  )
  return `Besides your working folder you may use these shared folders:\n${lines.join('\n')}`
}
