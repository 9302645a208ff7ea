import { link, rename, utimes } from 'node:fs/promises'
import { basename } from 'node:path'
import { createFile } from '../ground/durable-write'
import { faultCode } from '../ground/fault-code'
import { writtenJson } from '../ground/written-json'
import { faultPoint } from './fault-point'
import { fitted, formatItemName, freshClaim, guarded, type ItemName, parseItemName } from './item-name'
import { isSameFile, type LaneFiles, type Reason, unlinkIfThere } from './lane-files'
import { type Listed, look } from './sliced-scan'

/** A result to publish: the stem its file in `outgoing` shall have, and the file's text. */
export interface Result {
  readonly stem: string
  /** What is written down as JSON. */
  readonly outgoing: object
}

/**
 * Ends the stem of every file in `outbox`: an answer, the failure summary of an item that goes to `dead`, or what is told of
 * one that waits for a person.
 */
export const outboxMarks = { answer: '~r', burial: '~d', notice: '~q' } as const

type Change = Partial<Pick<ItemName, 'attempt' | 'notBefore' | 'interrupted'>>

/**
 * The steps of the lane protocol. Each has one atomic rename (or one exclusive link) at its heart, so whatever instant the
 * process dies, recovery finds a state it knows. Steps answer null (or false) when somebody else moved the file first.
 */
export class LaneMoves {
  readonly files: LaneFiles
  #lastPlaceMs = 0
  /** By item, what its conversation was told in, while its way to `dead` is not done. */
  readonly #told = new Map<string, string>()

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
            await this.files.withFolder('incoming', () => link(temporary, this.files.at('incoming', file)))
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
    const claimed = formatItemName({
      ...parseItemName(file, false),
      notBefore: null,
      waiting: false,
      claim: freshClaim(),
    })
    if (!(await this.files.move('incoming', file, 'processing', claimed))) return null
    faultPoint('claim:renamed')
    return claimed
  }

  /** Puts a claimed item back in line at its old place, with what changed in its name. Answers its name in `incoming`. */
  async giveBack(file: string, change: Change): Promise<string | null> {
    const name = { ...parseItemName(file, true), waiting: false, ...change, claim: null }
    const back = await this.files.moveFree('processing', file, 'incoming', name)
    faultPoint('give-back:renamed')
    await this.files.sync('incoming')
    faultPoint('give-back:synced')
    return back
  }

  /** Lets a claimed item wait for a person where it is. Answers the name it waits under. */
  async park(file: string): Promise<string | null> {
    // It got on to a question, so what was interrupted before is not held against it.
    const name = { ...parseItemName(file, true), waiting: true, interrupted: 0 }
    const parked = await this.files.moveFree('processing', file, 'processing', name)
    faultPoint('park:renamed')
    // It may wait for long, so its claim is made as safe as its waiting.
    await this.files.syncMove('incoming', 'processing')
    faultPoint('park:synced')
    if (parked !== null) return parked
    // It may have got the name, which is its own, when this was tried before.
    const before = formatItemName(name)
    return look(this.files.paths.processing, before) === null ? null : before
  }

  /**
   * Lets a claimed item wait for a person and tells its conversation: what is told is durable in `outbox` before the item
   * waits, and is published once it does.
   */
  async parkTelling(file: string, notice: Result): Promise<{ parked: string | null; published: string }> {
    const waiting = await this.#store(file, notice, outboxMarks.notice)
    return { parked: await this.park(file), published: await this.publish(waiting) }
  }

  /** Puts an item that waited back in line at its old place, to go before all others of its key. Answers its name there. */
  async resume(file: string): Promise<string | null> {
    const name = { ...parseItemName(file, true), waiting: true, claim: null }
    const back = await this.files.moveFree('processing', file, 'incoming', name)
    faultPoint('resume:renamed')
    await this.files.syncMove('processing', 'incoming')
    faultPoint('resume:synced')
    return back
  }

  /**
   * Finishes a claimed item: its claim is durable before the result is stored, the result is durable in `outbox` before the
   * item leaves `processing`, that is durable before the result is published. Answers the result's name in `outgoing`. An
   * item that was taken away meanwhile is answered all the same: the work was done.
   */
  async finish(file: string, result: Result): Promise<{ published: string }> {
    const waiting = await this.#store(file, result, outboxMarks.answer)
    await this.unlinkFinished(file)
    return { published: await this.publish(waiting) }
  }

  /** Finishes a claimed item that nothing is said to. Its old name is off the disk before its file goes, so it stays gone. */
  async finishSilently(file: string): Promise<void> {
    await this.files.syncMove('incoming', 'processing')
    await this.unlinkFinished(file)
  }

  /**
   * Ends a claimed item for good: its reason is in `dead` and what its conversation is told is durable in `outbox` before
   * that is published, and it is published before the item is in `dead`, under its own name: whoever sees a dead item finds
   * what was told of it. Tried again after the disk refused a step, it tells nobody twice.
   */
  async bury(file: string, reason: Reason, summary: Result | null): Promise<{ published: string | null }> {
    const told = this.#told.get(file)
    if (told !== undefined) {
      await this.moveToDead(buriedName(file))
      this.#told.delete(file)
      return { published: told }
    }
    const target = this.files.freeName('processing', file, 'dead', nameOfDead(file))
    await this.files.writeReason('dead', target, reason)
    if (summary !== null)
      return { published: await this.tellBurial(file, await this.#store(file, summary, outboxMarks.burial)) }
    await this.moveToDead(file)
    return { published: null }
  }

  /**
   * What is left of a burial once its summary is stored. The item's name says that it is given up before the summary is
   * published, so that no crash between the two steps has it worked on, or its conversation told, again.
   */
  async tellBurial(file: string, waiting: string): Promise<string> {
    const marked = buriedName(file)
    if (marked !== file) {
      await this.files.moveFree('processing', file, 'processing', parseItemName(marked, true))
      faultPoint('bury:marked')
    }
    await this.files.sync('processing')
    faultPoint('bury:safe')
    const published = await this.publish(waiting)
    this.#told.set(file, published)
    await this.moveToDead(marked)
    this.#told.delete(file)
    return published
  }

  async unlinkFinished(file: string): Promise<void> {
    await this.files.remove('processing', file)
    faultPoint('finish:unlinked')
    await this.files.sync('processing')
    faultPoint('finish:synced')
  }

  async moveToDead(file: string): Promise<void> {
    await this.files.moveFree('processing', file, 'dead', nameOfDead(file))
    faultPoint('bury:renamed')
    await this.files.syncMove('processing', 'dead')
    faultPoint('bury:synced')
  }

  /** Publishes a stored result under the name it carries, or the next free one like it. */
  async publish(waiting: string): Promise<string> {
    const stem = parseItemName(waiting, true).stem.replace(/~[rdq]$/, '')
    for (let copy = 1; ; copy++) {
      const file = copy === 1 ? `${stem}.json` : `${stem}-${copy}.json`
      const published = await this.files.withFreeName('outgoing', file, async () => {
        await this.files.withFolder('outgoing', () =>
          rename(this.files.at('outbox', waiting), this.files.at('outgoing', file)),
        )
        faultPoint('publish:renamed')
        return file
      })
      if (published !== null) return published
      const stored = this.files.at('outbox', waiting)
      if (!isSameFile(stored, this.files.at('outgoing', file))) continue
      // A power cut left both names of a result that had been published.
      await unlinkIfThere(stored)
      return file
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
      await this.files.syncMove('incoming', 'rejected')
      faultPoint('reject:synced')
      const moved = look(this.files.paths.rejected, rejected)
      if (moved === null || isUnchanged(moved, seen)) return rejected
      await this.files.moveFree('rejected', rejected, 'incoming', parseItemName(file, false))
      await this.files.sync('incoming')
    }
    await this.files.dropReason('rejected', rejected)
    return null
  }

  async #store(file: string, result: Result, mark: string): Promise<string> {
    const { durable } = this.files
    const claim = parseItemName(file, true).claim ?? freshClaim()
    const waiting = `${fitted(result.stem, 180)}${mark}~c${claim}.json`
    const text = await writtenJson(result.outgoing)
    await this.files.withTemporary(`${claim}.json`, async (temporary) => {
      const write = () => this.files.withFolder('tmp', () => createFile(temporary, text, durable))
      faultPoint('result:cleared')
      const written = write().catch(async (error) => {
        // A try that the disk broke off may have left half of it; the claim is ours alone.
        if (faultCode(error) !== 'EEXIST') throw error
        await unlinkIfThere(temporary)
        await write()
      })
      // A power cut must not undo the claim and keep its result.
      await allEnded([written, this.files.sync('processing')])
      faultPoint('result:written')
      await this.files.withFolder('outbox', () => rename(temporary, this.files.at('outbox', waiting)))
      faultPoint('result:renamed')
    })
    // The item's old name is gone from the disk, too, before the item leaves `processing`.
    await allEnded([this.files.sync('outbox'), this.files.sync('incoming')])
    faultPoint('result:synced')
    return waiting
  }
}

/** What an item is called in `dead`: it waits for nobody there. */
function nameOfDead(file: string): ItemName {
  return { ...parseItemName(file, true), waiting: false, buried: false }
}

/** What an item is called in `processing` once it is given up. */
function buriedName(file: string): string {
  return formatItemName({ ...parseItemName(file, true), waiting: false, buried: true })
}

/** Resolves once all have; when one fails the others are awaited too, since none may go on behind the next try. */
async function allEnded(steps: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(steps)) if (outcome.status === 'rejected') throw outcome.reason
}

/** A rename changes neither of these. */
function isUnchanged(a: Listed, b: Listed): boolean {
  return a.inode === b.inode && a.ms === b.ms && a.ns === b.ns && a.bytes === b.bytes
}
