import { watch } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Waits until one of the named files is in the folder, in the order of preference given. Answers its name and text.
 *
 * @param {string} folder
 * @param {readonly string[]} names
 */
export async function opened(folder, names) {
  const found = Promise.withResolvers()
  const look = async () => {
    for (const name of names) {
      const path = join(folder, name)
      const there = await access(path).then(
        () => true,
        () => false,
      )
      if (there) return found.resolve({ name, text: await readFile(path, 'utf8') })
    }
  }
  // Watched before the first look, so that nothing can come in between.
  const watcher = watch(folder, () => void look())
  await look()
  try {
    return await found.promise
  } finally {
    watcher.close()
  }
}
