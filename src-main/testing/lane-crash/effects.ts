import { appendFileSync, closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/**
 * One line of the log that the programs under test write beside the lane. Every line is one append of its own, so a kill
 * cuts no line in two and the lines of several processes stand in the order in which they were written.
 */
export const Effect = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), pid: z.number() }),
  z.object({
    kind: z.literal('begun'),
    pid: z.number(),
    id: z.string(),
    key: z.string().nullable(),
    attempt: z.number(),
  }),
  z.object({
    kind: z.literal('ended'),
    pid: z.number(),
    id: z.string(),
    key: z.string().nullable(),
    attempt: z.number(),
  }),
  /** A person let an item go on that waited. */
  z.object({ kind: z.literal('resolved'), pid: z.number(), id: z.string() }),
  z.object({ kind: z.literal('accepted'), pid: z.number(), id: z.string() }),
  z.object({ kind: z.literal('operated'), pid: z.number(), id: z.string(), outcome: z.string().nullable() }),
  z.object({ kind: z.literal('recovered'), pid: z.number(), file: z.string(), done: z.string() }),
  z.object({ kind: z.literal('quiet'), pid: z.number(), completed: z.number(), slots: z.number() }),
  z.object({ kind: z.literal('fault'), pid: z.number(), text: z.string() }),
])
export type Effect = z.infer<typeof Effect>

export function tellEffect(path: string, effect: Effect): void {
  appendFileSync(path, `${JSON.stringify(effect)}\n`)
}

/** Reads a log of effects as it grows. */
export class EffectsLog {
  readonly path: string
  readonly #effects: Effect[] = []
  #offset = 0

  constructor(path: string) {
    this.path = path
    writeFileSync(path, '')
  }

  /** All effects so far. */
  read(): readonly Effect[] {
    const text = this.#appended()
    // A process that still runs may be in the middle of a line.
    const end = text.lastIndexOf('\n') + 1
    this.#offset += Buffer.byteLength(text.slice(0, end))
    for (const line of text.slice(0, end).split('\n')) {
      if (line !== '') this.#effects.push(Effect.parse(JSON.parse(line)))
    }
    return this.#effects
  }

  #appended(): string {
    const file = openSync(this.path, 'r')
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.#offset)
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, this.#offset))
    } finally {
      closeSync(file)
    }
  }
}
