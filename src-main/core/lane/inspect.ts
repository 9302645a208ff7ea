import type { z } from 'zod'
import { decodedText } from '#shared/item-text'
import { IncomingMessage } from '#shared/message'
import { faultCode, faultText } from '../ground/fault-code'
import { type FoundJson, itemBounds } from '../ground/json-text'
import { readJson } from '../ground/json-thread'
import { openRegular } from '../ground/open-regular'
import { fieldSentence, issueSentence } from '../settings/issue-sentence'
import { asksProgress } from './run-words'
import type { ItemReading } from './work'

export type Inspection =
  | { readonly kind: 'item'; readonly message: IncomingMessage }
  /** Not an item as it stands; a file still being written may become one. `at`: where in its text, from 0. */
  | { readonly kind: 'malformed'; readonly sentence: string; readonly at?: number | null }
  | { readonly kind: 'gone' }

/**
 * Reads and checks one file of a lane; `file` is its name there, `name` the one it came with. Reads at most `limitBytes`;
 * throws only for faults of the disk.
 */
export async function inspectFile(
  folder: string,
  file: string,
  limitBytes: number,
  reading: ItemReading = messageReading,
  name: string = file,
): Promise<Inspection> {
  let text: string
  try {
    using opened = await openRegular(`${folder}/${file}`)
    if (opened === null) return { kind: 'malformed', sentence: notRegular }
    if (opened.bytes > limitBytes) return { kind: 'malformed', sentence: tooLarge(opened.bytes, limitBytes) }
    const decoded = decodedText(await opened.read(limitBytes))
    if (!decoded.ok) return { kind: 'malformed', sentence: decoded.sentence }
    text = decoded.text
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT') return { kind: 'gone' }
    if (code === 'EACCES' || code === 'EPERM') {
      return { kind: 'malformed', sentence: `The file cannot be read: ${faultText(error)}.` }
    }
    throw error
  }
  return inspectText(text, limitBytes, reading, name)
}

/** Checks the text of an item: JSON within bounds, and what the lane takes. A long text does not hold the event loop. */
export async function inspectText(
  text: string,
  limitBytes: number,
  reading: ItemReading = messageReading,
  name = 'item.json',
): Promise<Inspection> {
  const found = await jsonIn(text, limitBytes)
  return found.ok ? reading.of(found.value, name) : { kind: 'malformed', sentence: found.sentence, at: found.at }
}

/** What the text of an item says, whatever shape it has: JSON within the bounds of size, depth and number. */
export async function jsonIn(text: string, limitBytes: number): Promise<FoundJson> {
  // No UTF-16 unit takes more than three bytes, so the bytes of most texts need not be counted.
  const bytes = text.length * 3 > limitBytes ? Buffer.byteLength(text) : text.length
  if (bytes > limitBytes) return { ok: false, sentence: tooLarge(bytes, limitBytes), at: null }
  if (!/\S/.test(text)) return { ok: false, sentence: 'The file is empty.', at: 0 }
  return readJson(text, itemBounds)
}

function messageOf(value: unknown): Inspection {
  const parsed = IncomingMessage.safeParse(value, { error: issueSentence })
  if (parsed.success) return { kind: 'item', message: parsed.data }
  return { kind: 'malformed', sentence: shapeSentence(value, parsed.error.issues) }
}

function shapeSentence(value: unknown, issues: readonly z.core.$ZodIssue[]): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return Array.isArray(value) && value.length > 0
      ? 'The file does not hold a JSON object but a list, so it is not a message. Write each message into a file of its own.'
      : 'The file does not hold a JSON object, so it is not a message.'
  }
  const shown = issues.slice(0, 5).map((issue) => {
    return Object.hasOwn(value, String(issue.path[0] ?? ''))
      ? fieldSentence(issue)
      : `"${issue.path.join('.')}" is missing`
  })
  return `The file is not a message: ${shown.join('; ')}.`
}

/** A text without the byte order mark that some editors put at its beginning. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

const notRegular = 'It is not a regular file.'

function tooLarge(bytes: number, limit: number): string {
  return `The file is ${bytes.toLocaleString('en')} bytes long; the limit is ${limit.toLocaleString('en')} (limits.item_bytes).`
}

/**
 * The ordering key of a message: its run; else channel, profile and conversation when both ids are there; else null, for
 * an item that is its own key. Who asks how far a run is does not wait until it has ended.
 */
export function orderingKey(message: IncomingMessage): string | null {
  if (message.workflowRunId !== undefined) {
    return asksProgress(message.message) ? null : JSON.stringify(['run', message.workflowRunId])
  }
  if (message.channelProfileId === undefined || message.conversationId === undefined) return null
  return JSON.stringify([message.channel, message.channelProfileId, message.conversationId])
}

/** How the message lane reads its files. */
export const messageReading: ItemReading = { of: messageOf, keyOf: orderingKey }
