import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HiddenSecrets } from './hidden-secrets'

/** The stream after it was pushed in pieces of these lengths. */
function hidden(text: string, secrets: readonly string[], lengths: readonly number[]): string {
  const hiding = new HiddenSecrets(secrets)
  const parts: Uint8Array[] = []
  let rest = Buffer.from(text)
  for (const length of [...lengths, rest.length]) {
    parts.push(hiding.push(Buffer.from(rest.subarray(0, length))))
    rest = rest.subarray(length)
  }
  return Buffer.concat([...parts, hiding.end()]).toString()
}

test('a secret is overwritten wherever the stream is cut, and nothing moves', () => {
  const text = 'key: hush-hush, again hush-hush; hush-hus'
  const shown = 'key: *********, again *********; hush-hus'
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 12 })), (lengths) => {
      expect(hidden(text, ['hush-hush'], lengths)).toBe(shown)
    }),
  )
})

test('a secret of several lines is found as JSON writes it', () => {
  const secret = 'begin\n"it"\nend'
  const shown = hidden(JSON.stringify({ output: secret }), [secret], [5, 9])
  expect(JSON.parse(shown)).toEqual({ output: '*'.repeat(JSON.stringify(secret).length - 2) })
})

test('only what may be the beginning of a secret is kept back', () => {
  const hiding = new HiddenSecrets(['hush-hush'])
  expect(Buffer.from(hiding.push(Buffer.from('a line\n'))).toString()).toBe('a line\n')
  expect(Buffer.from(hiding.push(Buffer.from('of hus'))).toString()).toBe('of ')
  const chunk = Buffer.from('as it came')
  expect(new HiddenSecrets([]).push(chunk)).toBe(chunk)
})
