import { lstatSync, renameSync } from 'node:fs'
import { rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createFile } from '../ground/durable-write'
import { faultCode } from '../ground/fault-code'
import { FolderSync } from '../ground/folder-sync'
import { makeFolder } from '../ground/make-folder'
import { faultPoint } from './fault-point'
import { formatItemName, freshClaim, type ItemName } from './item-name'
import { type LaneFolder, type LanePaths, laneFolders } from './lane-paths'
import { mendNames } from './mend-names'

/** Why an item was buried or rejected; stands beside it as `<file>.reason`. */
export interface Reason {
  readonly at: number
  readonly sentence: string
  readonly nextStep: string | null
  /** How often it was interrupted, where it was given up for that. */
  readonly interrupted?: number | undefined
}

export const reasonEnding = '.reason'

/** Hears of every name this process makes or takes away, so that an index need not wait for the file event. */
export interface NameChanges {
  made(folder: LaneFolder, file: string): void
  /** Called before a name is taken away; what it returns is called when that is done, or was not possible. */
  leaving(folder: LaneFolder, file: string): (isGone: boolean) => void
}

const unheard: NameChanges = { made: () => {}, leaving: () => () => {} }

/**
 * The doors to a lane's folders: moves that never overwrite, group-committed folder syncs, reason files. This process, as
 * the lane's owner, is the only one that writes names with state in them; names it is about to make are reserved, so
 * checking that a name is free and taking it cannot be interleaved.
 */
export class LaneFiles {
  readonly paths: LanePaths
  readonly durable: boolean
  readonly #syncs: Readonly<Record<LaneFolder, FolderSync>>
  readonly #made = new Set<LaneFolder>()
  readonly #reserved = new Set<string>()
  /** What resolves once a file that is on its way has arrived, or stays. */
  readonly #leaving = new Map<string, Promise<void>>()
  readonly #temporary = new Set<string>()
  readonly #names: NameChanges

  constructor(paths: LanePaths, durability: 'full' | 'relaxed', names: NameChanges = unheard) {
    this.paths = paths
    this.#names = names
    this.durable = durability === 'full'
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

  /** The path of a file. Its parts need no putting in order, which `join` would do with each again. */
  at(folder: LaneFolder, file: string): string {
    return `${this.paths[folder]}/${file}`
  }

  /** Makes the lane's folders; those that exist stay as they are. */
  async createFolders(): Promise<void> {
    for (const folder of laneFolders) await this.#make(folder)
  }

  /** The folders that were missing and have been made since this was last asked. */
  takeMade(): LaneFolder[] {
    const made = [...this.#made]
    this.#made.clear()
    return made
  }

  /** Runs a step again if it failed because this folder was missing. */
  withFolder<Value>(folder: LaneFolder, step: () => Promise<Value>): Promise<Value> {
    return step().catch(async (error: unknown) => {
      if (faultCode(error) !== 'ENOENT' || !(await this.#make(folder))) throw error
      return step()
    })
  }

  /** Resolves once every move in the folder so far is on the disk. */
  sync(folder: LaneFolder): Promise<void> {
    return this.withFolder(folder, () => this.#syncs[folder].sync())
  }

  /** Resolves once a move is on the disk in both folders: first where the file went, so that no power cut leaves it in neither. */
  async syncMove(from: LaneFolder, to: LaneFolder): Promise<void> {
    await this.sync(to)
    if (from !== to) await this.sync(from)
  }

  /** Tells that a name was made by other means than `move`. */
  told(folder: LaneFolder, file: string): void {
    this.#names.made(folder, file)
  }

  /** One rename to a name that nobody else has. False when the file was gone first. */
  async move(from: LaneFolder, file: string, to: LaneFolder, target: string): Promise<boolean> {
    const source = this.at(from, file)
    const destination = this.at(to, target)
    const left = this.#names.leaving(from, file)
    let isMoved = false
    try {
      isMoved = await this.#rename(from, source, to, destination)
      if (isMoved) this.#names.made(to, target)
    } finally {
      left(isMoved)
    }
    return isMoved
  }

  /** False when the file was gone first. */
  async #rename(from: LaneFolder, source: string, to: LaneFolder, destination: string): Promise<boolean> {
    try {
      // Within a folder at once: until the rename is told of, an event of the old name would say that the file is gone.
      if (from === to) renameSync(source, destination)
      else await rename(source, destination)
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
      // Either the file is gone, or a folder of the lane was removed under us.
      if (!exists(source)) return false
      await this.#make(to)
      await rename(source, destination)
    }
    return true
  }

  /**
   * Moves a file to a free name made of these parts; where the name is taken the not-before goes up by a millisecond (from
   * 0). A name in `incoming` without state could be made by a foreign writer between the look and the rename, and be
   * overwritten; so it gets a not-before that has long passed.
   */
  async moveFree(from: LaneFolder, file: string, to: LaneFolder, name: ItemName): Promise<string | null> {
    const isBare = to === 'incoming' && name.attempt === 1 && name.notBefore === null && name.interrupted === 0
    const source = this.at(from, file)
    // Of many who want the same file at once the first gets it; the others do not make it change its name, and hear that it
    // is gone once it is where it went.
    const leaving = this.#leaving.get(source)
    if (leaving !== undefined) {
      await leaving
      return null
    }
    const left = Promise.withResolvers<void>()
    this.#leaving.set(source, left.promise)
    try {
      for (let bump = isBare ? 1 : 0; ; bump++) {
        const target = formatItemName(bumped(name, bump))
        const moved = await this.withFreeName(to, target, () => this.move(from, file, to, target))
        if (moved !== null) return moved ? target : null
        // A power cut left both names of a move that had been made: only the old one is still to go.
        if (from !== to && isSameFile(source, this.at(to, target))) {
          await this.remove(from, file)
          return target
        }
      }
    } finally {
      this.#leaving.delete(source)
      left.resolve()
    }
  }

  /** The name that `moveFree` would give now. It stays free when it holds a claim, which nobody else has. */
  freeName(from: LaneFolder, file: string, to: LaneFolder, name: ItemName): string {
    for (let bump = 0; ; bump++) {
      const target = formatItemName(bumped(name, bump))
      const path = this.at(to, target)
      if (!exists(path) || isSameFile(this.at(from, file), path)) return target
    }
  }

  /** Runs `use` while the name is free and kept for it, or answers null when the name is taken. */
  async withFreeName<Value>(folder: LaneFolder, file: string, use: () => Promise<Value>): Promise<Value | null> {
    const path = this.at(folder, file)
    if (this.#reserved.has(path)) return null
    this.#reserved.add(path)
    try {
      return exists(path) ? null : await use()
    } finally {
      this.#reserved.delete(path)
    }
  }

  /** Runs `use` with the path of a new file in `tmp`, that no sweep takes for a leftover until `use` has ended. */
  async withTemporary<Value>(file: string, use: (path: string) => Promise<Value>): Promise<Value> {
    this.#temporary.add(file)
    try {
      return await use(this.at('tmp', file))
    } finally {
      this.#temporary.delete(file)
    }
  }

  /** True while this process uses the file in `tmp`. */
  isTemporary(file: string): boolean {
    return this.#temporary.has(file)
  }

  /** Replaces what a burial that a crash cut short may have left: the claim in the name makes it the item's own. */
  async writeReason(folder: 'dead' | 'rejected', file: string, reason: Reason): Promise<void> {
    await this.withTemporary(`${freshClaim()}${reasonEnding}`, async (temporary) => {
      const text = `${JSON.stringify(reason)}\n`
      await this.withFolder('tmp', () => createFile(temporary, text, this.durable))
      faultPoint('reason:written')
      await this.withFolder(folder, () => rename(temporary, join(this.paths[folder], file + reasonEnding)))
      faultPoint('reason:renamed')
    })
  }

  async moveReason(from: LaneFolder, file: string, to: LaneFolder, target: string): Promise<void> {
    try {
      await rename(join(this.paths[from], file + reasonEnding), join(this.paths[to], target + reasonEnding))
      // The reason tells since when the item stands there.
      this.#names.made(to, target)
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
    }
  }

  /** Gives items in `incoming` whose names nothing here can spell a name of their own. */
  async mendNames(): Promise<string[]> {
    const mended = await mendNames(this.paths.incoming, (file, use) => this.withFreeName('incoming', file, use))
    for (const file of mended) this.#names.made('incoming', file)
    return mended
  }

  /** True when the folder was missing. */
  async #make(folder: LaneFolder): Promise<boolean> {
    const made = await makeFolder(this.paths[folder], dirname(this.paths.root))
    if (made) this.#made.add(folder)
    return made
  }

  /** Takes a file away for good; one that is gone already is as good. */
  async remove(folder: LaneFolder, file: string): Promise<void> {
    const left = this.#names.leaving(folder, file)
    let isGone = false
    try {
      await unlinkOrGone(this.at(folder, file))
      isGone = true
    } finally {
      left(isGone)
    }
  }

  async dropReason(folder: LaneFolder, file: string): Promise<void> {
    await unlinkIfThere(join(this.paths[folder], file + reasonEnding))
  }
}

export async function unlinkIfThere(path: string): Promise<void> {
  if (exists(path)) await unlinkOrGone(path)
}

async function unlinkOrGone(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
}

function bumped(name: ItemName, bump: number): ItemName {
  return bump === 0 ? name : { ...name, notBefore: (name.notBefore ?? 0) + bump }
}

/** True when two names are of one file. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => lstatSync(path, { bigint: true, throwIfNoEntry: false }))
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev
}

/** Asked at once: one look at a name takes a tenth of the time of handing the question to another thread. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
