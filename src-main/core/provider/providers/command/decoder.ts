import { jsonExtent } from '../../../ground/json-text'
import type { OutputRule } from '../../../settings/provider-settings'
import { Head } from '../../byte-ends'
import { jsonOf, Lines, lineBounds } from '../../lines'

/** What a command answered by its output rule, or why no answer could be made of its output. */
export type CommandOutput =
  /** `isSaid`: an event that the settings name as the answer says so, not the exit alone. */
  | { readonly text: string; readonly isSaid: boolean }
  | { readonly problem: 'empty' | 'unparseable'; readonly reason: string }

export interface CommandDecoder {
  push(chunk: Uint8Array): void
  end(): CommandOutput
}

const longestText = 4 * 1024 * 1024
/** Characters of an answer that holds NULs. */
const longestUnclean = 1_000_000
const longestJson = 16 * 1024 * 1024

export function commandDecoder(rule: OutputRule): CommandDecoder {
  if (rule === 'text') return textDecoder()
  return 'json' in rule ? jsonDecoder(rule.json) : jsonlDecoder(rule.jsonl.where, rule.jsonl.field)
}

/** All of stdout; text beyond the limit is let go, because an answer is never that long. */
function textDecoder(): CommandDecoder {
  const head = new Head(longestText)
  return { push: (chunk) => head.push(chunk), end: () => answer(head.text(), false) }
}

function jsonDecoder(field: string): CommandDecoder {
  const head = new Head(longestJson)
  const extent = jsonExtent(lineBounds)
  let isBeyond = false
  return {
    push(chunk) {
      head.push(chunk)
      for (const byte of chunk) if (extent.take(byte) !== null) isBeyond = true
    },
    end() {
      if (head.cut || isBeyond) return { problem: 'unparseable', reason: 'it wrote more JSON than an answer may have' }
      const text = head.text()
      if (text.trim() === '') return answer('', false)
      const value = jsonOf(text)
      if (value === undefined) return { problem: 'unparseable', reason: 'its output is not JSON' }
      return fieldAnswer(value, field)
    },
  }
}

function jsonlDecoder(where: Readonly<Record<string, unknown>>, field: string): CommandDecoder {
  let lines = 0
  let last: unknown
  const matches = (value: unknown) => Object.entries(where).every(([path, wanted]) => at(value, path) === wanted)
  const reader = new Lines((line) => {
    if (line.trim() === '') return
    lines += 1
    const value = jsonOf(line)
    if (value !== undefined && matches(value)) last = value
  })
  return {
    push: (chunk) => reader.push(chunk),
    end() {
      reader.end()
      if (last !== undefined) return fieldAnswer(last, field)
      if (lines === 0 && reader.skipped === 0) return answer('', false)
      return { problem: 'unparseable', reason: 'none of its JSON lines is the one that holds the answer' }
    },
  }
}

function fieldAnswer(value: unknown, field: string): CommandOutput {
  const found = at(value, field)
  const isSaid = !tellsError(value)
  if (typeof found === 'string') return answer(found, isSaid)
  if (typeof found === 'number' || typeof found === 'boolean') return answer(String(found), isSaid)
  return { problem: 'unparseable', reason: `its JSON has no text at "${field}"` }
}

/** Whether an event says of itself that it is no answer but an error, in one of the ways that programs have. */
function tellsError(value: unknown): boolean {
  const error = at(value, 'error')
  const state = at(value, 'status') ?? at(value, 'subtype')
  return (
    at(value, 'is_error') === true ||
    at(value, 'ok') === false ||
    at(value, 'success') === false ||
    (error !== undefined && error !== null && error !== false && error !== '') ||
    (typeof state === 'string' && /error|fail/i.test(state))
  )
}

function answer(text: string, isSaid: boolean): CommandOutput {
  // Channel clients and databases stumble over NUL characters, and no answer means them; taking them out takes its time.
  const clean = text.includes('\0') ? text.slice(0, longestUnclean).split('\0').join('') : text
  return clean.trim() === '' ? { problem: 'empty', reason: 'it wrote nothing to stdout' } : { text: clean, isSaid }
}

/** The value at a dotted path, looking only at a value's own keys. */
function at(value: unknown, path: string): unknown {
  let here = value
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = Reflect.get(here, key)
  }
  return here
}
