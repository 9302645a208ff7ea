import { rmSync, writeFileSync } from 'node:fs'

/** For tests: puts a file where a folder is, so that the disk refuses whatever goes through it. */
export function blockFolder(folder: string): void {
  for (;;) {
    rmSync(folder, { recursive: true, force: true })
    try {
      writeFileSync(folder, 'a file where the folder was', { flag: 'wx' })
      return
    } catch {
      // Whoever needs the folder was faster and made it again.
    }
  }
}
