import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { decodedText } from '#shared/item-text'
import { faultCode, faultText } from '../ground/fault-code'

/** `why` is `missing` where there is no such file. */
export type TextFile =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: 'missing' | 'unfit'; readonly sentence: string }

/**
 * The text of a file that people write, read as items are: in UTF-8, or UTF-16 with an order mark, without that mark and with
 * nothing altered. What is none, no regular file or longer than `mostBytes` is refused with a sentence. Never throws for what
 * the file is, and never waits for it: a pipe put in its place is refused.
 */
export async function readTextFile(path: string, mostBytes: number): Promise<TextFile> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const found = await file.stat()
    if (!found.isFile()) return unfit('It is not a regular file.')
    if (found.size > mostBytes) return unfit(`It is longer than ${sizeText(mostBytes)}.`)
    const decoded = decodedText(await file.readFile())
    return decoded.ok ? decoded : unfit(decoded.sentence)
  } catch (error) {
    const code = faultCode(error)
    if (code === null) throw error
    // A socket, or a device without a driver.
    if (code === 'ENXIO' || code === 'ENODEV') return unfit('It is not a regular file.')
    return {
      ok: false,
      why: code === 'ENOENT' ? 'missing' : 'unfit',
      sentence: `It cannot be read: ${faultText(error)}.`,
    }
  }
}

/** What a sentence of these says, as a part of another that names the file: "is not a regular file". */
export function saidOf(sentence: string): string {
  return sentence.replace(/^It /, '').replace(/\.$/, '')
}

function unfit(sentence: string): TextFile {
  return { ok: false, why: 'unfit', sentence }
}

function sizeText(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / 1024 / 1024} MB`
  return bytes % 1024 === 0 ? `${bytes / 1024} KB` : `${bytes.toLocaleString('en')} bytes`
}
