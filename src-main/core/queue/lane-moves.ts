import { link, lstat, mkdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile } from '../home/durable-write'
import { faultCode } from '../home/fault-code'
import { FolderSync } from '../home/folder-sync'
import { fitted, formatItemName, freshClaim, type ItemName, parseItemName } from './item-name'
import { type LaneFolder, type LanePaths, laneFolders } from './lane-paths'

/** A result to publish: the stem its file in `outgoing` shall have, and the file's text. */
export interface Result {
  readonly stem: string
  readonly text: string
}

/** Why an item was buried or rejected; stands beside it as `<file>.reason`. */
export interface Reason {
  readonly at: number
  readonly sentence: string
  readonly nextStep: string | null
}

export const reasonEnding = '.reason'

/** Ends the stem of every file in `outbox`: an answer, or the failure summary of an item that goes to `dead`. */
export const outboxMarks = { answer: '~r', burial: '~d' } as const

/**
 * The file operations of the lane protocol, one method a step. Each is one atomic rename (or one exclusive link) at its
 * heart, so whatever instant the process dies, recovery finds a state it knows. No rename overwrites: targets carry a
 * fresh claim id or are checked to be free, and this process, as the lane's owner, is the only one that writes
 * such names. Methods that move answer null (or false) when somebody else moved the file first.
 */
export class LaneMoves {
  readonly paths: LanePaths
  readonly #durable: boolean
  readonly #syncs: Readonly<Record<LaneFolder, FolderSync>>
  readonly #reserved = new Set<string>()
  readonly #moved: (folder: LaneFolder, file: string) => void

  /** `moved` hears of every name this process made or took away, so an index need not wait for the file event. */
  constructor(
    paths: LanePaths,
    durability: 'full' | 'relaxed',
    moved: (folder: LaneFolder, file: string) => void = () => {},
  ) {
    this.paths = paths
    this.#moved = moved
    this.#durable = durability === 'full'
    const sync = (folder: LaneFolder): FolderSync => new FolderSync(paths[folder], durability)
    this.#syncs = {
      tmp: sync('tmp'),
      incoming: sync('incoming'),
      processing: sync('processing'),
      outbox: sync('outbox'),
      outgoing: sync('outgoing'),
      dead: sync('dead'),
      rejected: sync('rejected'),
      trash: sync('trash'),
    }
  }

  /** Makes the lane's folders; those that exist stay as they are. */
  async createFolders(): Promise<void> {
    for (const folder of laneFolders) await mkdir(this.paths[folder], { recursive: true, mode: 0o700 })
  }

  /** Puts a new item in line: its file appears in `incoming` whole and durable, under a name nobody had. */
  async enqueue(stem: string, text: string | Uint8Array): Promise<string> {
    const base = fitted(stem, 180)
    const temporary = join(this.paths.tmp, `${freshClaim()}.json`)
    await createFile(temporary, text, this.#durable)
    try {
      for (let copy = 1; ; copy++) {
        const file = copy === 1 ? `${base}.json` : `${base}-${copy}.json`
        try {
          await link(temporary, join(this.paths.incoming, file))
        } catch (error) {
          if (faultCode(error) === 'EEXIST' && copy < 10_000) continue
          throw error
        }
        this.#moved('incoming', file)
        await this.#syncs.incoming.sync()
        return file
      }
    } finally {
      await unlink(temporary)
    }
  }

  /** Takes an item out of the line under a fresh claim id. Answers its name in `processing`. */
  async claim(file: string): Promise<string | null> {
    const name = parseItemName(file, false)
    const claimed = formatItemName({ ...name, notBefore: null, claim: freshClaim() })
    return (await this.#move('incoming', file, 'processing', claimed)) ? claimed : null
  }

  /** Puts a claimed item back in line at its old place, with what changed in its name. Answers its name in `incoming`. */
  async giveBack(
    file: string,
    change: Partial<Pick<ItemName, 'attempt' | 'notBefore' | 'interrupted'>>,
  ): Promise<string | null> {
    return this.#moveFree('processing', file, 'incoming', { ...parseItemName(file, true), ...change, claim: null })
  }

  /**
   * Finishes a claimed item: the result is durable in `outbox` before the item leaves `processing`, and published last.
   * Answers the result's name in `outgoing`, or null when the item was taken away meanwhile (the result is published
   * all the same: the work was done).
   */
  async finish(file: string, result: Result): Promise<{ published: string }> {
    const waiting = await this.#store(file, result, outboxMarks.answer)
    await this.unlinkFinished(file)
    return { published: await this.publish(waiting) }
  }

  /** Ends a claimed item for good: reason beside it, failure summary published, the item in `dead` under its own name. */
  async bury(file: string, reason: Reason, summary: Result | null): Promise<{ published: string | null }> {
    await this.#writeReason('dead', file, reason)
    const waiting = summary === null ? null : await this.#store(file, summary, outboxMarks.burial)
    await this.moveToDead(file)
    return { published: waiting === null ? null : await this.publish(waiting) }
  }

  async unlinkFinished(file: string): Promise<void> {
    try {
      await unlink(join(this.paths.processing, file))
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
    }
    this.#moved('processing', file)
    await this.#syncs.processing.sync()
  }

  async moveToDead(file: string): Promise<boolean> {
    const moved = await this.#move('processing', file, 'dead', file)
    if (moved) await this.#syncs.dead.sync()
    return moved
  }

  /** Publishes a stored result under the name it carries, or the next free one like it. */
  async publish(waiting: string): Promise<string> {
    const name = parseItemName(waiting, true)
    const stem = name.stem.replace(/~[rd]$/, '')
    for (let copy = 1; ; copy++) {
      const file = copy === 1 ? `${stem}.json` : `${stem}-${copy}.json`
      if (!(await this.#reserve('outgoing', file))) continue
      try {
        await rename(join(this.paths.outbox, waiting), join(this.paths.outgoing, file))
        return file
      } finally {
        this.#reserved.delete(join(this.paths.outgoing, file))
      }
    }
  }

  /** Moves something in `incoming` that is no item untouched to `rejected`, with its reason. */
  async reject(file: string, reason: Reason): Promise<string | null> {
    const name = parseItemName(file, false)
    const rejected = formatItemName({ ...name, claim: freshClaim() })
    await this.#writeReason('rejected', rejected, reason)
    if (await this.#move('incoming', file, 'rejected', rejected)) {
      await this.#syncs.rejected.sync()
      return rejected
    }
    await unlink(join(this.paths.rejected, rejected + reasonEnding))
    return null
  }

  async #store(file: string, result: Result, mark: string): Promise<string> {
    const claim = parseItemName(file, true).claim ?? freshClaim()
    const waiting = `${fitted(result.stem, 200)}${mark}~c${claim}.json`
    const temporary = join(this.paths.tmp, `${claim}.json`)
    await createFile(temporary, result.text, this.#durable)
    await rename(temporary, join(this.paths.outbox, waiting))
    await this.#syncs.outbox.sync()
    return waiting
  }

  async #writeReason(folder: 'dead' | 'rejected', file: string, reason: Reason): Promise<void> {
    const path = join(this.paths[folder], file + reasonEnding)
    try {
      await createFile(path, `${JSON.stringify(reason)}\n`, this.#durable)
    } catch (error) {
      // Left by a burial that a crash cut short; it says the same.
      if (faultCode(error) !== 'EEXIST') throw error
    }
  }

  async #moveFree(from: LaneFolder, file: string, to: LaneFolder, name: ItemName): Promise<string | null> {
    for (let bump = 0; ; bump++) {
      const notBefore = bump === 0 ? name.notBefore : (name.notBefore ?? Date.now()) + bump
      const target = formatItemName({ ...name, notBefore })
      if (!(await this.#reserve(to, target))) continue
      try {
        if (!(await this.#move(from, file, to, target))) return null
      } finally {
        this.#reserved.delete(join(this.paths[to], target))
      }
      await this.#syncs[to].sync()
      return target
    }
  }

  /** True when the name is free and now reserved by this call. */
  async #reserve(folder: LaneFolder, file: string): Promise<boolean> {
    const path = join(this.paths[folder], file)
    if (this.#reserved.has(path)) return false
    this.#reserved.add(path)
    try {
      await lstat(path)
    } catch (error) {
      if (faultCode(error) === 'ENOENT') return true
      this.#reserved.delete(path)
      throw error
    }
    this.#reserved.delete(path)
    return false
  }

  async #move(from: LaneFolder, file: string, to: LaneFolder, target: string): Promise<boolean> {
    const source = join(this.paths[from], file)
    const destination = join(this.paths[to], target)
    try {
      await rename(source, destination)
      this.#moved(from, file)
      this.#moved(to, target)
      return true
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
    }
    // Either the file is gone, or a folder of the lane was removed under us.
    try {
      await lstat(source)
    } catch (error) {
      if (faultCode(error) === 'ENOENT') return false
      throw error
    }
    await mkdir(this.paths[to], { recursive: true, mode: 0o700 })
    await rename(source, destination)
    this.#moved(from, file)
    this.#moved(to, target)
    return true
  }
}
