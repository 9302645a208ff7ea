import { decodedText } from '#shared/item-text'
import { IncomingMessage } from '#shared/message'
import { faultCode, faultText } from '../home/fault-code'
import { asksProgress } from '../orchestrate/run-words'
import { openRegular } from './open-regular'
import type { ItemReading } from './work'

export type Inspection =
  | { readonly kind: 'item'; readonly text: string; readonly message: IncomingMessage }
  /** Not an item as it stands; a file still being written may become one. */
  | { readonly kind: 'malformed'; readonly sentence: string }
  | { readonly kind: 'gone' }

/** Reads and checks one file of a lane. Reads at most `limitBytes`; throws only for faults of the disk. */
export async function inspectFile(
  folder: string,
  file: string,
  limitBytes: number,
  inspect: (text: string, limitBytes: number) => Inspection = inspectText,
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
  return inspect(text, limitBytes)
}

/** How deep an item may nest: far beyond any real one, and far from where writing it down again exhausts the stack. */
const deepest = 500

/** Checks the text of an item: JSON, and the shape of a message. */
export function inspectText(text: string, limitBytes: number): Inspection {
  const found = jsonIn(text, limitBytes)
  if (!found.ok) return { kind: 'malformed', sentence: found.sentence }
  const parsed = IncomingMessage.safeParse(found.value)
  if (parsed.success) return { kind: 'item', text, message: parsed.data }
  return { kind: 'malformed', sentence: shapeSentence(found.value, parsed.error.issues) }
}

/** What the text of an item says, whatever shape it has: JSON within the bounds of size and depth. */
export function jsonIn(
  text: string,
  limitBytes: number,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly sentence: string } {
  // No UTF-16 unit takes more than three bytes, so the bytes of most texts need not be counted.
  const bytes = text.length * 3 > limitBytes ? Buffer.byteLength(text) : text.length
  if (bytes > limitBytes) return { ok: false, sentence: tooLarge(bytes, limitBytes) }
  if (text.trim() === '') return { ok: false, sentence: 'The file is empty.' }
  let value: unknown
  try {
    value = JSON.parse(withoutMark(text))
  } catch (error) {
    return { ok: false, sentence: `The file is not valid JSON: ${faultText(error)}.` }
  }
  if (nestsAtMost(deepest, value)) return { ok: true, value }
  return { ok: false, sentence: `The file nests objects and lists more than ${deepest} deep.` }
}

function nestsAtMost(depth: number, value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  return depth > 0 && Object.values(value).every((part) => nestsAtMost(depth - 1, part))
}

function shapeSentence(value: unknown, issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return 'The file does not hold a JSON object, so it is not a message.'
  }
  const shown = issues.slice(0, 5).map((issue) => {
    const field = issue.path.join('.')
    return Object.hasOwn(value, String(issue.path[0] ?? ''))
      ? `"${field}" is wrong (${issue.message})`
      : `"${field}" is missing`
  })
  return `The file is not a message: ${shown.join('; ')}.`
}

/** A text without the byte order mark that some editors put at its beginning. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

export const notRegular = 'It is not a regular file.'

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
export const messageReading: ItemReading = { inspect: inspectText, keyOf: orderingKey }
