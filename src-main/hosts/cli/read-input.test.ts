import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readInput } from './read-input'

const missing = { sentence: 'There is nothing.', nextStep: 'Pipe it in.' }
const given = (...bytes: Buffer[]): Promise<string> => readInput(Readable.from(bytes), 1000, missing)

test.each([
  ['UTF-8', Buffer.from('Grüße')],
  ['UTF-8 with a mark', Buffer.from('\uFEFFGrüße')],
  ['UTF-16 as PowerShell pipes it', Buffer.from('\uFEFFGrüße', 'utf16le')],
])('what comes over stdin in %s is taken as it was meant, wherever it is cut', async (_, bytes) => {
  expect(await given(bytes.subarray(0, 5), bytes.subarray(5))).toBe('Grüße')
})

test('what comes over stdin and is no text is refused with its place, never altered', async () => {
  await expect(given(Buffer.from('Grüße', 'latin1'))).rejects.toThrow('byte 3 (0xFC, at offset 2')
})
