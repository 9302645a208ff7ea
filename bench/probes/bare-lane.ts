import { type FSWatcher, mkdirSync, watch } from 'node:fs'
import { open, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderSync } from '../../src-main/core/ground/folder-sync'
import { lanePaths } from '../../src-main/core/lane/lane-paths'

export interface BareLaneOptions {
  readonly root: string
  readonly inFlight: number
  readonly durability: 'full' | 'relaxed'
  readonly finished: () => void
}

/**
 * What the lane protocol asks of the disk and nothing else: claim rename, read, result written and synced with a
 * grouped sync of `processing` beside it, rename to `outbox`, grouped syncs of it and of `incoming` side by side, unlink,
 * grouped sync of `processing`, rename to `outgoing`. Knows no order, no keys, no
 * names with state, no history; checks nothing.
 */
export class BareLane implements Disposable {
  readonly #watcher: FSWatcher
  readonly #waiting: string[] = []
  readonly #idle: (() => void)[] = []
  #closed = false

  constructor({ root, inFlight, durability, finished }: BareLaneOptions) {
    const paths = lanePaths(root)
    for (const folder of Object.values(paths)) mkdirSync(folder, { recursive: true })
    const incomingSync = new FolderSync(paths.incoming, durability)
    const outboxSync = new FolderSync(paths.outbox, durability)
    const processingSync = new FolderSync(paths.processing, durability)
    const known = new Set<string>()
    this.#watcher = watch(paths.incoming, (_kind, file) => {
      if (file === null || known.has(file)) return
      known.add(file)
      this.#waiting.push(file)
      this.#idle.pop()?.()
    })
    const write = async (temporary: string, text: string): Promise<void> => {
      const result = await open(temporary, 'wx', 0o600)
      await result.writeFile(text)
      if (durability === 'full') await result.datasync()
      await result.close()
    }
    const cycle = async (file: string): Promise<void> => {
      const active = join(paths.processing, file)
      await rename(join(paths.incoming, file), active)
      const text = await readFile(active, 'utf8')
      const temporary = join(paths.tmp, file)
      await Promise.all([write(temporary, text), processingSync.sync()])
      const stored = join(paths.outbox, file)
      await rename(temporary, stored)
      await Promise.all([outboxSync.sync(), incomingSync.sync()])
      await unlink(active)
      await processingSync.sync()
      await rename(stored, join(paths.outgoing, file))
      finished()
    }
    for (let worker = 0; worker < inFlight; worker++) void this.#work(cycle)
  }

  async #work(cycle: (file: string) => Promise<void>): Promise<void> {
    while (!this.#closed) {
      const file = this.#waiting.shift()
      if (file === undefined) await new Promise<void>((resolve) => this.#idle.push(resolve))
      else await cycle(file)
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#watcher.close()
    for (const wake of this.#idle) wake()
  }
}
