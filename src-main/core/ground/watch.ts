import { watch } from 'chokidar'
import { faultText } from './fault-code'
import { printOf } from './watched-prints'

export interface Watching extends AsyncDisposable {
  /** Resolves when changes are noticed from now on: by the system's word, or else by looking. */
  readonly ready: Promise<void>
  /** One sentence why the system does not tell of changes, so that they are noticed by looking alone; null while it does. */
  readonly trouble: string | null
}

export interface WatchOptions {
  /** How often it is looked whether a change went unheard, in ms. */
  readonly lookMs: number
  /** The same while the system tells of none. */
  readonly unheardLookMs: number
  readonly systemWatch: SystemWatch
}

/** The door to the system. Throws, or tells later, where it refuses. */
export type SystemWatch = (
  files: readonly string[],
  told: { readonly changed: () => void; readonly refused: (error: unknown) => void; readonly ready: () => void },
) => { close(): Promise<void> }

const usual: WatchOptions = { lookMs: 60_000, unheardLookMs: 3_000, systemWatch: chokidarWatch }

/**
 * Watches a few small files that people edit, and folders for files that come and go, wherever they are and however their
 * editor saves them. `changed` is called once a burst of changes is over; it means "read them again", nothing more. A watch is a
 * hint that may be refused or lost, so it is looked now and then as well. `failed` is told once why the system refuses.
 */
export function watchFiles(
  files: readonly string[],
  changed: () => void,
  failed: (error: unknown) => void,
  options: Partial<WatchOptions> = {},
): Watching {
  const { lookMs, unheardLookMs, systemWatch } = { ...usual, ...options }
  let timer: NodeJS.Timeout | null = null
  let looking: NodeJS.Timeout | null = null
  let trouble: string | null = null
  let closed = false
  let print = printOf(files)
  const ready = Promise.withResolvers<void>()
  const soon = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(changed, 50)
  }
  const look = (): void => {
    const now = printOf(files)
    if (now !== print) soon()
    print = now
    arm()
  }
  const arm = (): void => {
    if (looking !== null) clearTimeout(looking)
    looking = closed ? null : setTimeout(look, trouble === null ? lookMs : unheardLookMs)
  }
  const refused = (error: unknown): void => {
    if (closed) return
    const isNew = trouble === null
    trouble = `The system does not tell of changes to the settings (${faultText(error)}), so they are looked at every few seconds.`
    ready.resolve()
    arm()
    if (isNew) failed(error)
  }
  const heard = (): void => {
    print = printOf(files)
    soon()
  }
  let watcher: ReturnType<SystemWatch> | null = null
  try {
    watcher = systemWatch(files, { changed: heard, refused, ready: ready.resolve })
  } catch (error) {
    refused(error)
  }
  arm()
  return {
    ready: ready.promise,
    get trouble() {
      return trouble
    },
    async [Symbol.asyncDispose]() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      if (looking !== null) clearTimeout(looking)
      ready.resolve()
      await watcher?.close()
    },
  }
}

function chokidarWatch(...[files, told]: Parameters<SystemWatch>): ReturnType<SystemWatch> {
  return watch([...files], {
    ignoreInitial: true,
    // Folders are watched for the files right in them.
    depth: 0,
    awaitWriteFinish: { stabilityThreshold: 100, pollInterval: 25 },
  })
    .on('all', told.changed)
    .on('error', told.refused)
    .on('ready', told.ready)
}
