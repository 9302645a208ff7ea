import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Removes what a killed owner left of replacing these files. Only for who alone may write them. */
export async function removeHalfWritten(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const beginning = `.${basename(path)}.`
    for (const file of await readdir(dirname(path))) {
      if (file.startsWith(beginning) && file.endsWith('.tmp')) await rm(join(dirname(path), file), { force: true })
    }
  }
}
