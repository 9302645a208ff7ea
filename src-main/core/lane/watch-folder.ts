import { type FSWatcher, watch } from 'node:fs'
import { faultText } from '../ground/fault-code'

export interface FolderWatch {
  /** Null while watching works, else one sentence with the cause. Scanning goes on either way. */
  readonly trouble: string | null
  close(): void
}

/** How an index watches its folders; tests put a watch of their own in its place. */
export type WatchFolder = typeof watchFolder

/**
 * Watches one folder without polling. An event only means "look at this name again"; `changed` gets the name, or null
 * when the system did not tell which (or events were lost), which means "scan the folder again".
 */
export function watchFolder(
  folder: string,
  changed: (file: string | null) => void,
  troubled: (sentence: string) => void,
  systemWatch: (folder: string) => FSWatcher = (path) => watch(path, { persistent: true }),
): FolderWatch {
  let trouble: string | null = null
  let watcher: FSWatcher | null = null
  const fail = (error: unknown): void => {
    watcher?.close()
    watcher = null
    trouble = watchTrouble(folder, error)
    troubled(trouble)
  }
  try {
    watcher = systemWatch(folder)
    watcher.on('change', (_kind, file) => changed(file === null ? null : String(file)))
    watcher.on('error', fail)
  } catch (error) {
    fail(error)
  }
  return {
    get trouble() {
      return trouble
    },
    close() {
      watcher?.close()
      watcher = null
    },
  }
}

function watchTrouble(folder: string, error: unknown): string {
  const text = faultText(error)
  if (/ENOSPC|EMFILE/.test(text)) {
    return `The system's limit of watched folders or open files is reached, so ${folder} is scanned instead of watched.`
  }
  return `${folder} cannot be watched (${text}), so it is scanned instead.`
}
