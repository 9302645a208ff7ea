import { link, rename, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createFile } from '../home/durable-write'
import { faultCode } from '../home/fault-code'
import { faultPoint } from './fault-point'
import { fitted, formatItemName, freshClaim, guarded, type ItemName, parseItemName } from './item-name'
import { type LaneFiles, type Reason, unlinkIfThere } from './lane-files'
import { type Listed, look } from './sliced-scan'

/** A result to publish: the stem its file in `outgoing` shall have, and the file's text. */
export interface Result {
  readonly stem: string
  readonly text: string
}

/** Ends the stem of every file in `outbox`: an answer, or the failure summary of an item that goes to `dead`. */
export const outboxMarks = { answer: '~r', burial: '~d' } as const

type Change = Partial<Pick<ItemName, 'attempt' | 'notBefore' | 'interrupted'>>

/**
 * The steps of the lane protocol. Each has one atomic rename (or one exclusive link) at its heart, so whatever instant the
 * process dies, recovery finds a state it knows. Steps answer null (or false) when somebody else moved the file first.
 */
export class LaneMoves {
  readonly files: LaneFiles
  #lastPlaceMs = 0

  constructor(files: LaneFiles) {
    this.files = files
  }

  /**
   * Puts a new item in line: its file appears in `incoming` whole and durable, under a name nobody had, behind everything
   * this process enqueued before. `placed` hears of it at the moment it is in line, before anybody can have claimed it.
   */
  async enqueue(stem: string, text: string | Uint8Array, placed: (listed: Listed) => void = () => {}): Promise<string> {
    const { paths, durable } = this.files
    const base = guarded(fitted(stem, 180))
    return this.files.withTemporary(`${freshClaim()}.json`, async (temporary) => {
      await this.files.withFolder('tmp', () => createFile(temporary, text, durable))
      faultPoint('enqueue:written')
      const place = this.#nextPlace()
      await utimes(temporary, place, place)
      const listed = look(paths.tmp, basename(temporary))
      try {
        for (let copy = 1; ; copy++) {
          const file = copy === 1 ? `${base}.json` : `${base}-${copy}.json`
          try {
            await this.files.withFolder('incoming', () => link(temporary, join(paths.incoming, file)))
          } catch (error) {
            if (faultCode(error) === 'EEXIST' && copy < 10_000) continue
            throw error
          }
          faultPoint('enqueue:linked')
          if (listed !== null) placed({ ...listed, file })
          this.files.told('incoming', file)
          await this.files.sync('incoming')
          faultPoint('enqueue:synced')
          return file
        }
      } finally {
        // Gone with its folder is gone too; the item is in line.
        await unlinkIfThere(temporary)
        faultPoint('enqueue:unlinked')
      }
    })
  }

  /**
   * The modification time of the next item, in seconds. File systems stamp times only every few milliseconds, so items
   * enqueued one after another are set a microsecond apart.
   */
  #nextPlace(): number {
    this.#lastPlaceMs = Math.max(Date.now(), this.#lastPlaceMs + 0.001)
    return this.#lastPlaceMs / 1000
  }

  /** Takes an item out of the line under a fresh claim id. Answers its name in `processing`. */
  async claim(file: string): Promise<string | null> {
    const claimed = formatItemName({ ...parseItemName(file, false), notBefore: null, claim: freshClaim() })
    if (!(await this.files.move('incoming', file, 'processing', claimed))) return null
    faultPoint('claim:renamed')
    return claimed
  }

  /** Puts a claimed item back in line at its old place, with what changed in its name. Answers its name in `incoming`. */
  async giveBack(file: string, change: Change): Promise<string | null> {
    const name = { ...parseItemName(file, true), ...change, claim: null }
    const back = await this.files.moveFree('processing', file, 'incoming', name)
    faultPoint('give-back:renamed')
    await this.files.sync('incoming')
    faultPoint('give-back:synced')
    return back
  }

  /**
   * Finishes a claimed item: the result is durable in `outbox` before the item leaves `processing`, that is durable before
   * the result is published. Answers the result's name in `outgoing`. An item that was taken away meanwhile is answered
   * all the same: the work was done.
   */
  async finish(file: string, result: Result): Promise<{ published: string }> {
    const waiting = await this.#store(file, result, outboxMarks.answer)
    await this.unlinkFinished(file)
    return { published: await this.publish(waiting) }
  }

  /** Ends a claimed item for good: reason beside it, failure summary published, the item in `dead` under its own name. */
  async bury(file: string, reason: Reason, summary: Result | null): Promise<{ published: string | null }> {
    await this.files.writeReason('dead', file, reason)
    const waiting = summary === null ? null : await this.#store(file, summary, outboxMarks.burial)
    await this.moveToDead(file)
    return { published: waiting === null ? null : await this.publish(waiting) }
  }

  async unlinkFinished(file: string): Promise<void> {
    await unlinkIfThere(join(this.files.paths.processing, file))
    this.files.told('processing', file)
    faultPoint('finish:unlinked')
    await this.files.sync('processing')
    faultPoint('finish:synced')
  }

  async moveToDead(file: string): Promise<boolean> {
    const moved = await this.files.move('processing', file, 'dead', file)
    faultPoint('bury:renamed')
    await this.files.sync('dead')
    faultPoint('bury:synced')
    return moved
  }

  /** Publishes a stored result under the name it carries, or the next free one like it. */
  async publish(waiting: string): Promise<string> {
    const { paths } = this.files
    const stem = parseItemName(waiting, true).stem.replace(/~[rd]$/, '')
    for (let copy = 1; ; copy++) {
      const file = copy === 1 ? `${stem}.json` : `${stem}-${copy}.json`
      const published = await this.files.withFreeName('outgoing', file, async () => {
        await this.files.withFolder('outgoing', () => rename(join(paths.outbox, waiting), join(paths.outgoing, file)))
        faultPoint('publish:renamed')
        return file
      })
      if (published !== null) return published
    }
  }

  /**
   * Moves something in `incoming` that is no item untouched to `rejected`, with its reason. Answers null when it was gone,
   * or when what was moved is not what was `seen`: that goes back to where it was.
   */
  async reject(file: string, reason: Reason, seen: Listed): Promise<string | null> {
    const rejected = formatItemName({ ...parseItemName(file, false), claim: freshClaim() })
    await this.files.writeReason('rejected', rejected, reason)
    if (await this.files.move('incoming', file, 'rejected', rejected)) {
      faultPoint('reject:renamed')
      await this.files.sync('rejected')
      faultPoint('reject:synced')
      const moved = look(this.files.paths.rejected, rejected)
      if (moved === null || isUnchanged(moved, seen)) return rejected
      await this.files.moveFree('rejected', rejected, 'incoming', parseItemName(file, false))
    }
    await this.files.dropReason('rejected', rejected)
    return null
  }

  async #store(file: string, result: Result, mark: string): Promise<string> {
    const { paths, durable } = this.files
    const claim = parseItemName(file, true).claim ?? freshClaim()
    const waiting = `${fitted(result.stem, 180)}${mark}~c${claim}.json`
    await this.files.withTemporary(`${claim}.json`, async (temporary) => {
      // A try that the disk broke off may have left half of it; the claim is ours alone.
      await unlinkIfThere(temporary)
      faultPoint('result:cleared')
      await this.files.withFolder('tmp', () => createFile(temporary, result.text, durable))
      faultPoint('result:written')
      await this.files.withFolder('outbox', () => rename(temporary, join(paths.outbox, waiting)))
      faultPoint('result:renamed')
    })
    await this.files.sync('outbox')
    faultPoint('result:synced')
    return waiting
  }
}

/** A rename changes neither of these. */
function isUnchanged(a: Listed, b: Listed): boolean {
  return a.inode === b.inode && a.ms === b.ms && a.ns === b.ns && a.bytes === b.bytes
}
