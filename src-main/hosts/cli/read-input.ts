import type { Readable } from 'node:stream'
import { decodedText } from '#shared/item-text'
import { CommandFailure, exitCodes } from './command-failure'

/** Reads all of stdin as text, up to a bound, as the lanes read their items. A terminal is not waited on. */
export async function readInput(
  stdin: Readable & { readonly isTTY?: boolean },
  mostBytes: number,
  missing: { readonly sentence: string; readonly nextStep: string },
): Promise<string> {
  if (stdin.isTTY === true) {
    throw new CommandFailure('usage', missing.sentence, { nextStep: missing.nextStep, exitCode: exitCodes.usage })
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdin) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > mostBytes) {
      const sentence = `What came over stdin is longer than ${mostBytes.toLocaleString('en')} bytes.`
      throw new CommandFailure('too_large', sentence, { nextStep: 'Send less at a time.' })
    }
    chunks.push(piece)
  }
  const decoded = decodedText(Buffer.concat(chunks))
  if (decoded.ok) return decoded.text
  throw new CommandFailure('unreadable', `What came over stdin cannot be taken. ${decoded.sentence}`, {
    nextStep: 'In PowerShell, set $OutputEncoding to UTF-8 first.',
  })
}
