import type { FolderIndex } from './folder-index'
import type { LaneFiles } from './lane-files'
import type { LaneRecord } from './lane-record'

export interface NameMendingOptions {
  readonly files: LaneFiles
  readonly incoming: FolderIndex
  readonly record: LaneRecord
  /** Told of a fault, and null once that is over. */
  readonly faulted: (error: unknown) => void
}

/** Rewrites names in `incoming` that are no valid UTF-8, and writes it into the record of the items. */
export class NameMending {
  readonly #options: NameMendingOptions
  #running: Promise<void> | null = null

  constructor(options: NameMendingOptions) {
    this.#options = options
  }

  /** One at a time: whatever is found meanwhile is found again by the next scan. */
  ask(): void {
    this.#running ??= this.#mend().finally(() => {
      this.#running = null
    })
  }

  async settled(): Promise<void> {
    await this.#running
  }

  async #mend(): Promise<void> {
    const { files, incoming, record, faulted } = this.#options
    try {
      for (const file of await files.mendNames()) {
        const listed = incoming.get(file)
        if (listed === undefined) continue
        const text = `Its name was no valid UTF-8 and was rewritten as ${file}`
        record.tell(record.identify(file, false, listed), { kind: 'seen', status: 'pending', text })
      }
      faulted(null)
    } catch (error) {
      faulted(error)
    }
  }
}
