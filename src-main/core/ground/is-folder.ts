import { stat } from 'node:fs/promises'

/** Whether there is a folder, whose contents need not be readable. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
