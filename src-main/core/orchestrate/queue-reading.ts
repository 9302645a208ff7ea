import { z } from 'zod'
import type { IncomingMessage } from '#shared/message'
import { jsonIn } from '../lane/inspect'
import { freshClaim } from '../lane/item-name'
import type { ItemReading } from '../lane/work'
import { anyVars, itemVars, textsOf } from '../settings/runbook/item-vars'
import type { Queue, VarValue } from '../settings/runbook/queue'

const sender = 'queue'
/** So much of a value stands in the line that shows it; the whole of it is among the vars. */
const shownValue = 1000

const Vars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/**
 * How the lane of a queue reads its items: objects with the variables the queue declares now. While no runbook declares it, every
 * object is an item, so that none is rejected for a runbook's mistake.
 */
export function queueReading(lane: string, queue: () => Queue | null): ItemReading {
  return {
    of(value, file) {
      const declared = queue()
      const found = declared === null ? anyVars(value) : itemVars(declared, value)
      if (!found.ok) return { kind: 'malformed', sentence: found.sentence }
      return { kind: 'item', message: itemMessage(lane, file, found.vars, declared?.constants ?? {}) }
    },
    keyOf(message) {
      const keyVars = queue()?.keyVars ?? []
      if (keyVars.length === 0) return null
      const vars = varsOf(message)
      return JSON.stringify(keyVars.map((name) => (Object.hasOwn(vars, name) ? vars[name] : null)))
    },
  }
}

/** The inputs of the run that works on an item, by name. */
export function varsOf(message: IncomingMessage): Record<string, string> {
  const parsed = Vars.safeParse(message.vars)
  return parsed.success ? textsOf(parsed.data) : {}
}

export type PushedItem =
  | { readonly ok: true; readonly stem: string; readonly text: string }
  | { readonly ok: false; readonly sentence: string }

/** The file an item becomes that somebody pushes: with every variable, so that later defaults change nothing of it. */
export async function queueItemText(
  queue: Queue,
  text: string,
  limitBytes: number,
  now: number = Date.now(),
): Promise<PushedItem> {
  const json = await jsonIn(text, limitBytes)
  if (!json.ok) return { ok: false, sentence: json.sentence.replace(/^The file/, 'The item') }
  const found = itemVars(queue, json.value)
  if (!found.ok) return { ok: false, sentence: found.sentence.replace(/^The file/, 'The item') }
  return { ok: true, stem: `${queue.name}-${freshClaim(now)}`, text: `${JSON.stringify(found.vars, null, 2)}\n` }
}

/** An item of a queue in the form in which lanes carry what they carry. */
function itemMessage(
  lane: string,
  file: string,
  vars: Readonly<Record<string, VarValue>>,
  constants: Readonly<Record<string, VarValue>>,
): IncomingMessage {
  return {
    channel: lane,
    sender,
    message: Object.entries(vars)
      .map(([name, value]) => `${name}: ${inOneLine(String(value))}`)
      .join('\n'),
    // An item says nothing of when it was written; its place in line has the time of its file.
    timestamp: 0,
    messageId: file.replace(/\.json$/, '') || file,
    vars: { ...constants, ...vars },
  }
}

function inOneLine(text: string): string {
  const line = text.slice(0, shownValue).replace(/\s+/g, ' ').trim()
  return text.length > shownValue ? `${line}…` : line
}
