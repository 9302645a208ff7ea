import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { pause } from '../ground/changes'
import { faultCode, faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import type { KeptFiles } from '../ground/kept-files'
import { homeMark } from '../provider/control-groups'
import type { Log } from '../record/log'
import type { KeptLock } from './home-lock'
import type { Owner } from './owner'

export interface HomeHoldOptions {
  readonly paths: HomePaths
  /** Of the folder that was opened; see `homeMark`. */
  readonly mark: string
  readonly lock: { keep(): Promise<KeptLock> }
  readonly control: { restore(): Promise<boolean> }
  readonly kept: Pick<KeptFiles, 'restore'>
  readonly home: {
    /** Files of this owner had to be put back; what it says of itself and its panel belongs to them. */
    restored(): void
    /** Why the home is not this process's any more, so that nothing of it may run; null: it is. */
    disowned(why: string | null): void
  }
  readonly log: Log
  readonly everyMs: number
}

/**
 * Looks at each beat, for as long as the home is open, whether it is still this process's: puts back what was removed of
 * the owner's files, and lets nothing run once another owns it or the folder is another.
 */
export class HomeHold implements AsyncDisposable {
  readonly #options: HomeHoldOptions
  readonly #life = new AbortController()
  readonly #beating: Promise<void>
  #lost: string | null = null
  #trouble: string | null = null
  #unkept = ''

  constructor(options: HomeHoldOptions) {
    this.#options = options
    this.#beating = this.#beat()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort()
    await this.#beating
  }

  async #beat(): Promise<void> {
    const { everyMs, log } = this.#options
    const { signal } = this.#life
    for (;;) {
      await pause(everyMs, signal)
      if (signal.aborted) return
      try {
        this.#is(await this.#look())
        this.#trouble = null
      } catch (error) {
        // Whether it is lost cannot be known; the same fault is told once.
        const trouble = faultText(error)
        if (trouble !== this.#trouble) log.error('owner', 'It could not be seen whether the home is still ours', error)
        this.#trouble = trouble
      }
    }
  }

  /** Why the home is lost, or null when it is held, with all its files. */
  async #look(): Promise<string | null> {
    const { paths, mark, lock, control, home, log } = this.#options
    if ((await markOf(paths.root)) !== mark) return `The home ${paths.root} was moved, removed or replaced.`
    const wasThere = existsSync(paths.daemon)
    if (!wasThere) await mkdir(paths.daemon, { mode: 0o700 })
    const kept = await lock.keep()
    if (kept.kind === 'another') return takenSentence(kept.owner)
    const answersAgain = await control.restore()
    const restored = this.#putBack()
    if (!wasThere || restored || kept.kind === 'put_back' || answersAgain || !existsSync(paths.runtime)) {
      log.warn('owner', 'Files of the owner of this home had been removed and were put back', { folder: paths.daemon })
      home.restored()
    }
    return null
  }

  /** Whether anything had to be put back; a fault that stays is told once. */
  #putBack(): boolean {
    const { kept, log } = this.#options
    const { restored, faults } = kept.restore()
    const told = faults.map(faultText).join(' ')
    if (told !== this.#unkept && told !== '')
      log.error('owner', 'Files of the owner of this home could not be put back', new AggregateError(faults, told))
    this.#unkept = told
    return restored
  }

  #is(lost: string | null): void {
    if (lost === this.#lost) return
    this.#lost = lost
    if (lost === null) this.#options.log.warn('owner', 'The home is this process’s again')
    else this.#options.log.error('owner', `${lost} Nothing runs here any more.`, null)
    this.#options.home.disowned(lost)
  }
}

async function markOf(root: string): Promise<string | null> {
  try {
    return await homeMark(root)
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return null
    throw error
  }
}

function takenSentence({ pid, host, machine }: Owner): string {
  return `Process ${pid} (${host} host, ${machine}) owns the home now.`
}
