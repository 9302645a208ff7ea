import { join } from 'node:path'
import { IncomingMessage } from '#shared/message'
import { faultCode, faultText } from '../home/fault-code'
import { openRegular } from './open-regular'

export type Inspection =
  | { readonly kind: 'item'; readonly text: string; readonly message: IncomingMessage }
  /** Not an item as it stands; a file still being written may become one. */
  | { readonly kind: 'malformed'; readonly sentence: string }
  | { readonly kind: 'gone' }

/** Reads and checks one file of a lane. Reads at most `limitBytes`; throws only for faults of the disk. */
export async function inspectFile(folder: string, file: string, limitBytes: number): Promise<Inspection> {
  let text: string
  try {
    using opened = await openRegular(join(folder, file))
    if (opened === null) return { kind: 'malformed', sentence: notRegular }
    if (opened.bytes > limitBytes) return { kind: 'malformed', sentence: tooLarge(opened.bytes, limitBytes) }
    text = (await opened.read(limitBytes)).toString()
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT') return { kind: 'gone' }
    if (code === 'EACCES' || code === 'EPERM') {
      return { kind: 'malformed', sentence: `The file cannot be read: ${faultText(error)}.` }
    }
    throw error
  }
  return inspectText(text, limitBytes)
}

/** How deep an item may nest: far beyond any real one, and far from where writing it down again exhausts the stack. */
const deepest = 500

/** Checks the text of an item: JSON, and the shape of a message. */
export function inspectText(text: string, limitBytes: number): Inspection {
  // No UTF-16 unit takes more than three bytes, so the bytes of most texts need not be counted.
  const bytes = text.length * 3 > limitBytes ? Buffer.byteLength(text) : text.length
  if (bytes > limitBytes) return { kind: 'malformed', sentence: tooLarge(bytes, limitBytes) }
  if (text.trim() === '') return { kind: 'malformed', sentence: 'The file is empty.' }
  let value: unknown
  try {
    value = JSON.parse(withoutMark(text))
  } catch (error) {
    return { kind: 'malformed', sentence: `The file is not valid JSON: ${faultText(error)}.` }
  }
  if (!nestsAtMost(deepest, value)) {
    return { kind: 'malformed', sentence: `The file nests objects and lists more than ${deepest} deep.` }
  }
  const parsed = IncomingMessage.safeParse(value)
  if (parsed.success) return { kind: 'item', text, message: parsed.data }
  return { kind: 'malformed', sentence: shapeSentence(value, parsed.error.issues) }
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
 * an item that is its own key.
 */
export function orderingKey(message: IncomingMessage): string | null {
  if (message.workflowRunId !== undefined) return JSON.stringify(['run', message.workflowRunId])
  if (message.channelProfileId === undefined || message.conversationId === undefined) return null
  return JSON.stringify([message.channel, message.channelProfileId, message.conversationId])
}
