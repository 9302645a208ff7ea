import { watch } from 'chokidar'

/**
 * Watches a few small files that people edit, wherever they are and however their editor saves them. `changed` is called
 * once a burst of changes is over; it means "read them again", nothing more.
 */
export function watchFiles(
  files: readonly string[],
  changed: () => void,
  failed: (error: unknown) => void,
): AsyncDisposable {
  let timer: NodeJS.Timeout | null = null
  const watcher = watch([...files], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: 100, pollInterval: 25 },
  })
  watcher.on('all', () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(changed, 50)
  })
  watcher.on('error', failed)
  return {
    async [Symbol.asyncDispose]() {
      if (timer !== null) clearTimeout(timer)
      await watcher.close()
    },
  }
}
