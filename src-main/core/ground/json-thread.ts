import { Worker } from 'node:worker_threads'
import { type FoundJson, foundJson, type JsonBounds, jsonProgram } from './json-text'

/** A longer text is read on a thread of its own: here it would hold the event loop for longer than it takes to hand it over. */
const shortLength = 128 * 1024
/** How long the thread is kept for the next text, ms. */
const idleMs = 5000

interface Reply {
  readonly id: number
  readonly found: FoundJson
}

/**
 * One thread that reads long JSON, begun with the first text and gone when none has come for a while, so nobody has to end
 * it: idle it does not keep the process alive. Texts are read one after another.
 */
class JsonThread {
  readonly #asked = new Map<number, PromiseWithResolvers<FoundJson>>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null
  #last = 0

  read(text: string, bounds: JsonBounds): Promise<FoundJson> {
    this.#worker ??= this.#begun()
    const worker = this.#worker
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = null
    const asked = Promise.withResolvers<FoundJson>()
    const id = ++this.#last
    this.#asked.set(id, asked)
    worker.ref()
    worker.postMessage({ id, text, bounds })
    return asked.promise
  }

  #begun(): Worker {
    // As text, so that it is in every bundle and no file has to be found beside one.
    const worker = new Worker(jsonProgram(), { eval: true, name: 'json' })
    worker.on('message', ({ id, found }: Reply) => {
      this.#asked.get(id)?.resolve(found)
      this.#asked.delete(id)
      if (this.#asked.size === 0) this.#rest(worker)
    })
    worker.on('error', (error) => this.#broken(worker, error))
    worker.on('exit', () => this.#broken(worker, new Error('The thread that reads JSON ended.')))
    return worker
  }

  #rest(worker: Worker): void {
    worker.unref()
    this.#idle = setTimeout(() => {
      this.#idle = null
      if (this.#worker === worker) this.#worker = null
      void worker.terminate()
    }, idleMs).unref()
  }

  /** No memory, or a bug: a fault, which the next try begins anew. */
  #broken(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const asked = [...this.#asked.values()]
    this.#asked.clear()
    for (const { reject } of asked) reject(error)
  }
}

const thread = new JsonThread()

/** Reads a text as JSON within bounds: a short one at once, a long one without holding the event loop. */
export async function readJson(text: string, bounds: JsonBounds): Promise<FoundJson> {
  return text.length <= shortLength ? foundJson(text, bounds) : thread.read(text, bounds)
}
