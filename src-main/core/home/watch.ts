import { watch } from 'chokidar'

export interface Watching extends AsyncDisposable {
  /** Resolves when changes are noticed from now on, or never will be. */
  readonly ready: Promise<void>
}

/**
 * Watches a few small files that people edit, and folders for files that come and go, wherever they are and however their editor saves them. `changed` is called
 * once a burst of changes is over; it means "read them again", nothing more.
 */
export function watchFiles(files: readonly string[], changed: () => void, failed: (error: unknown) => void): Watching {
  let timer: NodeJS.Timeout | null = null
  const ready = Promise.withResolvers<void>()
  const watcher = watch([...files], {
    ignoreInitial: true,
    // Folders are watched for the files right in them.
    depth: 0,
    awaitWriteFinish: { stabilityThreshold: 100, pollInterval: 25 },
  })
  watcher.on('all', () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(changed, 50)
  })
  watcher.on('error', failed)
  watcher.on('ready', ready.resolve)
  return {
    ready: ready.promise,
    async [Symbol.asyncDispose]() {
      if (timer !== null) clearTimeout(timer)
      ready.resolve()
      await watcher.close()
    },
  }
}
