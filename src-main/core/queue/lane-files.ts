import { lstat, mkdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile } from '../home/durable-write'
import { faultCode } from '../home/fault-code'
import { FolderSync } from '../home/folder-sync'
import { formatItemName, type ItemName } from './item-name'
import { type LaneFolder, type LanePaths, laneFolders } from './lane-paths'

/** Why an item was buried or rejected; stands beside it as `<file>.reason`. */
export interface Reason {
  readonly at: number
  readonly sentence: string
  readonly nextStep: string | null
}

export const reasonEnding = '.reason'

/**
 * The doors to a lane's folders: moves that never overwrite, group-committed folder syncs, reason files. This process, as
 * the lane's owner, is the only one that writes names with state in them; names it is about to make are reserved, so
 * checking that a name is free and taking it cannot be interleaved.
 */
export class LaneFiles {
  readonly paths: LanePaths
  readonly durable: boolean
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

  /** Makes the lane's folders; those that exist stay as they are. */
  async createFolders(): Promise<void> {
    for (const folder of laneFolders) await mkdir(this.paths[folder], { recursive: true, mode: 0o700 })
  }

  /** Resolves once every move in the folder so far is on the disk. */
  sync(folder: LaneFolder): Promise<void> {
    return this.#syncs[folder].sync()
  }

  /** Tells that a name was made or taken away by other means than `move`. */
  told(folder: LaneFolder, file: string): void {
    this.#moved(folder, file)
  }

  /** One rename to a name that nobody else has. False when the file was gone first. */
  async move(from: LaneFolder, file: string, to: LaneFolder, target: string): Promise<boolean> {
    const source = join(this.paths[from], file)
    const destination = join(this.paths[to], target)
    try {
      await rename(source, destination)
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
      // Either the file is gone, or a folder of the lane was removed under us.
      if (!(await exists(source))) return false
      await mkdir(this.paths[to], { recursive: true, mode: 0o700 })
      await rename(source, destination)
    }
    this.#moved(from, file)
    this.#moved(to, target)
    return true
  }

  /** Moves a file to a free name made of these parts; where the name is taken the not-before goes up by a millisecond. */
  async moveFree(from: LaneFolder, file: string, to: LaneFolder, name: ItemName): Promise<string | null> {
    for (let bump = 0; ; bump++) {
      const notBefore = bump === 0 ? name.notBefore : (name.notBefore ?? Date.now()) + bump
      const target = formatItemName({ ...name, notBefore })
      const moved = await this.withFreeName(to, target, () => this.move(from, file, to, target))
      if (moved !== null) return moved ? target : null
    }
  }

  /** Runs `use` while the name is free and kept for it, or answers null when the name is taken. */
  async withFreeName<Value>(folder: LaneFolder, file: string, use: () => Promise<Value>): Promise<Value | null> {
    const path = join(this.paths[folder], file)
    if (this.#reserved.has(path)) return null
    this.#reserved.add(path)
    try {
      return (await exists(path)) ? null : await use()
    } finally {
      this.#reserved.delete(path)
    }
  }

  async writeReason(folder: 'dead' | 'rejected', file: string, reason: Reason): Promise<void> {
    try {
      await createFile(join(this.paths[folder], file + reasonEnding), `${JSON.stringify(reason)}\n`, this.durable)
    } catch (error) {
      // Left by a burial that a crash cut short; it says the same.
      if (faultCode(error) !== 'EEXIST') throw error
    }
  }

  async moveReason(from: LaneFolder, file: string, to: LaneFolder, target: string): Promise<void> {
    try {
      await rename(join(this.paths[from], file + reasonEnding), join(this.paths[to], target + reasonEnding))
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
    }
  }

  async dropReason(folder: LaneFolder, file: string): Promise<void> {
    await unlinkIfThere(join(this.paths[folder], file + reasonEnding))
  }
}

export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return false
    throw error
  }
}
