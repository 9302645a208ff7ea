import { fileIdentity, type Listed } from './sliced-scan'

/** Between two names that came within one tick of the file system's clock, ms; a double tells so much apart. */
const apartMs = 1 / 1024

/**
 * When the items of a lane came into it: what decides among those with equal modification times. A name that an event told
 * of came after all that were known, whatever the clock says; names that only a scan finds are told apart by their own
 * times. An item keeps its arrival while this process moves it from name to name and folder to folder.
 */
export class Arrivals {
  #last = 0
  /** By file, of those that are between two names just now. */
  readonly #moving = new Map<string, number>()

  /** The latest so far, ms since the epoch or a little more. */
  get last(): number {
    return this.#last
  }

  /** Of a name that was heard of just now. */
  heard(listed: Listed): Listed {
    return this.#placed(listed, this.#last + apartMs)
  }

  /** Of a name that a scan found, among others that are no older than `floor`. */
  found(listed: Listed, floor: number): Listed {
    return this.#placed(listed, floor)
  }

  /** Keeps the arrival of a file for the name it gets, until what this returns is called. */
  keep(listed: Listed): () => void {
    const file = fileIdentity(listed)
    this.#moving.set(file, listed.arrival)
    return () => this.#moving.delete(file)
  }

  #placed(listed: Listed, floor: number): Listed {
    const kept = this.#moving.get(fileIdentity(listed))
    if (kept !== undefined) return { ...listed, arrival: kept }
    // What has been out of the line before this process knew it goes before what never was.
    if (listed.arrival === 0) return listed
    const arrival = Math.max(listed.arrival, floor)
    this.#last = Math.max(this.#last, arrival)
    return arrival === listed.arrival ? listed : { ...listed, arrival }
  }
}
