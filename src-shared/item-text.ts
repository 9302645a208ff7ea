/** There in Node and in browsers alike, whose types this folder knows neither of. */
declare const TextDecoder: new (
  encoding?: string,
  options?: { fatal?: boolean; ignoreBOM?: boolean },
) => { decode(bytes: Uint8Array, options?: { stream?: boolean }): string }

/** Text as it stood in a file, or why the bytes of the file are none that may be taken as they are. */
export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly sentence: string }

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** So many places may be no UTF-8 in a text that is taken for it. */
const mostMended = 1000

interface Marked {
  readonly encoding: Encoding
  /** The bytes of its order mark; 0: it has none, and its encoding shows in where its zeros stand. */
  readonly mark: number
}

/**
 * The text of an item's file, with nothing in it altered: UTF-8, or UTF-16 whose byte order mark says so. Whatever else a file
 * is written in is told by name, and bytes that are no text by their place; none is ever replaced.
 */
export function decodedText(bytes: Uint8Array): DecodedText {
  const { encoding, mark } = marked(bytes)
  if (encoding === 'utf-8') {
    const text = strictly('utf-8', bytes.subarray(mark))
    return text === null ? { ok: false, sentence: brokenUtf8(bytes) } : { ok: true, text }
  }
  const name = nameOf(encoding)
  if (mark === 0 || encoding === 'utf-32le' || encoding === 'utf-32be') {
    return { ok: false, sentence: `It is written in ${name}. Save it as UTF-8.` }
  }
  const text = strictly(encoding, bytes.subarray(mark))
  if (text !== null) return { ok: true, text }
  return { ok: false, sentence: `It is written in ${name}, and something in it is no text. Save it as UTF-8.` }
}

/**
 * The text of bytes that somebody looks at and may mend: in whatever they are written; a byte that fits nothing is read as
 * Windows does (code page 1252), the most frequent cause. `isCut`: more bytes follow, so the last character may lack its end.
 */
export function guessedText(bytes: Uint8Array, isCut = false): string {
  const { encoding, mark } = marked(bytes)
  const body = bytes.subarray(mark)
  if (encoding === 'utf-8') return strictly('utf-8', body, isCut) ?? mended(body, isCut)
  if (encoding === 'utf-16le' || encoding === 'utf-16be')
    return new TextDecoder(encoding).decode(body, { stream: isCut })
  return fromUtf32(body, encoding === 'utf-32le')
}

function marked(bytes: Uint8Array): Marked {
  const begins = (...start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte)
  if (begins(0xff, 0xfe, 0, 0)) return { encoding: 'utf-32le', mark: 4 }
  if (begins(0, 0, 0xfe, 0xff)) return { encoding: 'utf-32be', mark: 4 }
  if (begins(0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 }
  if (begins(0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 }
  if (begins(0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 }
  // JSON begins with a character of ASCII, so zeros beside it tell how wide characters are.
  const [a = 1, b = 1, c = 1, d = 1] = bytes
  if (a !== 0 && b === 0 && c === 0 && d === 0) return { encoding: 'utf-32le', mark: 0 }
  if (a === 0 && b === 0 && c === 0 && d !== 0) return { encoding: 'utf-32be', mark: 0 }
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return { encoding: 'utf-16le', mark: 0 }
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return { encoding: 'utf-16be', mark: 0 }
  return { encoding: 'utf-8', mark: 0 }
}

function nameOf(encoding: Encoding): string {
  return encoding.startsWith('utf-32') ? 'UTF-32' : 'UTF-16'
}

/** Null when the bytes are not what the encoding allows. */
function strictly(encoding: Encoding, bytes: Uint8Array, isCut = false): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut })
  } catch {
    return null
  }
}

function brokenUtf8(bytes: Uint8Array): string {
  const at = brokenAt(bytes, 0)
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  let line = 1
  for (let before = 0; before < at; before += 1) if (bytes[before] === 10) line += 1
  return `It is not valid UTF-8: byte ${at + 1} (0x${byte}, at offset ${at}, in line ${line}) begins no character. Save it as UTF-8.`
}

/** Valid UTF-8 as it is, and bytes between as in code page 1252; where they are many nothing is taken for UTF-8 any more. */
function mended(bytes: Uint8Array, isCut: boolean): string {
  const parts: string[] = []
  const [utf8, windows] = [new TextDecoder('utf-8', { ignoreBOM: true }), new TextDecoder('windows-1252')]
  let at = 0
  while (at < bytes.length && parts.length < mostMended) {
    const broken = brokenAt(bytes, at)
    parts.push(utf8.decode(bytes.subarray(at, broken)))
    // The character at the very end may only be cut.
    if (isCut && bytes.length - broken < 4) return parts.join('')
    at = broken
    while (at < bytes.length && widthAt(bytes, at) === 0) at += 1
    parts.push(windows.decode(bytes.subarray(broken, at)))
  }
  return parts.join('') + windows.decode(bytes.subarray(at))
}

/** Where, from `start` on, the first byte stands that begins no character of UTF-8; the length when all do. */
function brokenAt(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length) {
    const width = widthAt(bytes, at)
    if (width === 0) return at
    at += width
  }
  return at
}

/** How many bytes the character has that begins here: none for overlong forms, surrogates and what lies past U+10FFFF. */
function widthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const width = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let next = 1; next < width; next += 1) {
    const byte = bytes[at + next] ?? 0
    const least = next > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    const most = next > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    if (byte < least || byte > most) return 0
  }
  return width
}

function fromUtf32(bytes: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: string[] = []
  for (let start = 0; start + 4 <= bytes.length; start += 4096) {
    const points: number[] = []
    for (let at = start; at + 4 <= Math.min(start + 4096, bytes.length); at += 4) {
      const point = view.getUint32(at, isLittleEndian)
      points.push(point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 0x3f : point)
    }
    parts.push(String.fromCodePoint(...points))
  }
  return parts.join('')
}
