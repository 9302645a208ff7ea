/*
 * Reading JSON that anybody may have written. What stands here uses nothing but itself and what the language brings, since
 * `json-thread` gives it to its thread as text; only the type of a result is shared with others.
 */

/** What JSON may hold: beyond it a few megabytes would take seconds to read, and nothing that is meant comes near it. */
export interface JsonBounds {
  /** How deep objects and lists may stand in each other; far from where writing it down again exhausts the stack. */
  readonly deepest: number
  /** How many values it may have in all. */
  readonly mostValues: number
  /** How long a name in an object may be. */
  readonly longestName: number
}

export const itemBounds: JsonBounds = { deepest: 500, mostValues: 10_000, longestName: 1000 }

export type FoundJson =
  | { readonly ok: true; readonly value: unknown }
  /** `sentence` begins with the text's name; `at` is the place in the text, from 0. */
  | { readonly ok: false; readonly sentence: string; readonly at: number | null }

/** Which bound JSON is beyond. */
type Beyond = 'deep' | 'many' | 'name'

export interface JsonExtent {
  /** Takes the next character, or the next byte of UTF-8, and answers which bound has been passed, if one has. */
  take(code: number): Beyond | null
}

/** Counts how deep JSON goes and how many values it has while it passes by. A function, as the text of a class has no name once it is bundled. */
export function jsonExtent(bounds: JsonBounds): JsonExtent {
  let depth = 0
  let values = 0
  let inText = false
  let escaped = false
  let length = 0
  let beyond: Beyond | null = null
  return {
    take(code) {
      if (inText) {
        length += 1
        if (escaped) escaped = false
        else if (code === 0x5c) escaped = true
        else if (code === 0x22) inText = false
        return beyond
      }
      if (code === 0x22) {
        inText = true
        length = 0
      } else if (code === 0x3a) {
        if (length > bounds.longestName) beyond ??= 'name'
      } else if (code === 0x2c) values += 1
      else if (code === 0x5b || code === 0x7b) {
        depth += 1
        values += 1
        if (depth > bounds.deepest) beyond ??= 'deep'
      } else if (code === 0x5d || code === 0x7d) depth -= 1
      if (values > bounds.mostValues) beyond ??= 'many'
      return beyond
    },
  }
}

/** Reads a text as JSON within bounds, one look at each character before anything is made of it. */
export function foundJson(text: string, bounds: JsonBounds): FoundJson {
  // An order mark at the beginning, as some editors put it there, says nothing.
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const extent = jsonExtent(bounds)
  for (let at = mark; at < text.length; at += 1) {
    const beyond = extent.take(text.charCodeAt(at))
    if (beyond !== null) return { ok: false, sentence: `The file ${beyondWords(beyond, bounds)}.`, at }
  }
  try {
    return { ok: true, value: JSON.parse(mark === 0 ? text : text.slice(mark)) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const shown = text.slice(mark)
    const wrong = placeSaid(why) ?? firstWrong(shown)
    const sentence = zeroWords(shown) ?? moreWords(shown, wrong, why) ?? `The file is not valid JSON: ${why}.`
    return { ok: false, sentence, at: mark + wrong }
  }
}

/** Of zero bytes, which a program that was cut off or a power cut leaves; JSON has none that are not escaped. */
function zeroWords(text: string): string | null {
  const zero = text.indexOf('\0')
  if (zero === -1) return null
  const where = zero === 0 ? 'begins with a NUL byte' : `has a NUL byte at character ${zero + 1}`
  return `The file is not valid JSON: it ${where}, as a write that was cut off leaves it. Write it again, whole.`
}

/** Of several JSON documents in one file, `wrong` being where the second begins. */
function moreWords(text: string, wrong: number, why: string): string | null {
  if (!/after JSON/i.test(why)) return null
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const each = 'Write each into a file of its own.'
  if (lines.length > 1 && lines.every(isJson)) {
    return `The file is not valid JSON: it holds ${lines.length} JSON documents, one a line (NDJSON). ${each}`
  }
  const isAnother = text[wrong] === '{' || text[wrong] === '['
  if (isAnother) return `The file is not valid JSON: a second document begins at character ${wrong + 1}. ${each}`
  return `The file is not valid JSON: its document ends before character ${wrong + 1}, and more follows. Take away what follows.`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function beyondWords(beyond: Beyond, bounds: JsonBounds): string {
  if (beyond === 'deep') return `nests objects and lists more than ${bounds.deepest} deep`
  if (beyond === 'many') return `holds more than ${bounds.mostValues.toLocaleString('en')} values`
  return `holds a name of more than ${bounds.longestName.toLocaleString('en')} characters`
}

function placeSaid(why: string): number | null {
  const position = /at position (\d+)/.exec(why)?.[1]
  return position === undefined ? null : Number(position)
}

/**
 * Where the first character stands that no JSON can have there: not every error says it. Found by halving: what comes
 * before it only lacks its end.
 */
function firstWrong(text: string): number {
  let fine = 0
  let wrong = text.trimEnd().length + 1
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1
    if (lacksOnlyItsEnd(text.slice(0, middle))) fine = middle
    else wrong = middle
  }
  return fine
}

function lacksOnlyItsEnd(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    return /unexpected end/i.test(why) || (placeSaid(why) ?? 0) >= text.length
  }
}

/** The program of a thread that reads what it is sent; see `json-thread`. */
export function jsonProgram(): string {
  const parts = [
    jsonExtent,
    foundJson,
    beyondWords,
    zeroWords,
    moreWords,
    isJson,
    placeSaid,
    firstWrong,
    lacksOnlyItsEnd,
  ]
  return `'use strict'
${parts.map(String).join('\n')}
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ id, text, bounds }) => parentPort.postMessage({ id, found: ${foundJson.name}(text, bounds) }))
`
}
