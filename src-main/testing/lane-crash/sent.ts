import { z } from 'zod'

/**
 * How the scripted work treats a message; `malformed` files are no messages. `asked` and `canceled` ones wait for a person
 * first: who lets the one be answered, and ends the other.
 */
export const Fate = z.enum(['answered', 'retried', 'buried', 'hopeless', 'asked', 'canceled', 'malformed'])
export type Fate = z.infer<typeof Fate>

/** One file given to a lane. Its name is `<id>.json`; messages of one key are numbered in the order they were given. */
export const Sent = z.object({
  id: z.string(),
  key: z.string().nullable(),
  seq: z.number(),
  fate: Fate,
  text: z.string(),
})
export type Sent = z.infer<typeof Sent>

/**
 * Numbers are padded, so files of one key whose times are equal to the tick of the clock still stand in line as numbered.
 * The length of the text differs from message to message, so mixed-up bytes cannot pass for one another.
 */
export function sentFile(prefix: string, key: string | null, seq: number, fate: Fate): Sent {
  const id = `${prefix}-${key ?? 'own'}-${String(seq).padStart(6, '0')}-${fate}`
  return { id, key, seq, fate, text: fate === 'malformed' ? `{"channel": "x", ${id}` : messageText(id, key, seq, fate) }
}

function messageText(id: string, key: string | null, seq: number, fate: Fate): string {
  const message = {
    channel: 'test',
    sender: 'Ada',
    message: fate,
    messageId: id,
    timestamp: 1_763_600_000_000 + seq,
    ...(key === null ? {} : { channelProfileId: 'test', conversationId: key }),
    padding: '.'.repeat(seq % 97),
  }
  return JSON.stringify(message)
}

/** The message that was given under an id, made again from the id alone. */
export function sentById(id: string): Sent {
  const [, prefix, key, seq, fate] = /^([a-z0-9]+)-([a-z0-9]+)-(\d{6})-([a-z]+)$/.exec(id) ?? []
  if (prefix === undefined || key === undefined) throw new Error(`${id} is no id of these tests`)
  return sentFile(prefix, key === 'own' ? null : key, Number(seq), Fate.parse(fate))
}

const pattern: readonly Fate[] = [
  ...(['answered', 'retried', 'buried', 'asked', 'answered', 'hopeless', 'answered', 'malformed', 'canceled'] as const),
]

/** A mixture of fates, the same for the same number. */
export function fateAt(position: number): Fate {
  return pattern[position % pattern.length] ?? 'answered'
}

/**
 * A load that keeps `inFlight` items busy: two thirds in conversations (as many as are needed to fill the slots), one
 * third on its own, with every fate at least `inFlight / 4 + 2` times.
 */
export function load(prefix: string, inFlight: number, source: string): Sent[][] {
  const lines: Sent[][] = []
  const conversations = Math.max(2, Math.ceil(inFlight / 2))
  for (let line = 0; line < conversations; line++) {
    const key = `${source}${line}`
    const each = inFlight === 1 ? 5 : 4
    lines.push(Array.from({ length: each }, (_, seq) => sentFile(prefix, key, seq, fateAt(line * 3 + seq))))
  }
  const own = Math.max(9, Math.ceil(inFlight * 1.2))
  lines.push(Array.from({ length: own }, (_, seq) => sentFile(`${prefix}${source}`, null, seq, fateAt(seq))))
  return lines
}
