import { expect, test } from 'vitest'
import { newlyRefused, tooOld, understands } from './program-dialect'
import { disableUnboundedRetries } from './providers/codex/program'
import { allProviders, providerOf } from './providers/registry'

const words = allProviders.flatMap(({ known }) => known?.words ?? [])

test.each<[string | null, boolean]>([
  ['0.147.0', false],
  ['0.148.0', true],
  ['0.148.0-alpha.3', true],
  ['0.99.9', false],
  ['1.0.0', true],
  ['0.1000.0', true],
  // Nobody knows, so it is taken for one of today's.
  [null, true],
  ['unknown', true],
  ['', true],
])('version %s understands what came with 0.148.0: %s', (version, expected) => {
  expect(understands({ version, refused: [] }, disableUnboundedRetries)).toBe(expected)
})

test('a version below the least supported one is told with what to do about it, and no other', () => {
  for (const { known } of allProviders) {
    if (known === null) continue
    expect(tooOld(known, known.leastSupported)).toBe(null)
    expect(tooOld(known, null)).toBe(null)
    const told = tooOld(known, '0.1.0')
    expect(told?.reason).toContain(known.leastSupported)
    expect(told?.nextStep).toMatch(/^Update it: .*\.$/)
  }
  expect(tooOld(providerOf('command').known, '0.0.1')).toBe(null)
})

test('what a supported version lacks is told', () => {
  const { known } = providerOf('anthropic')
  expect(known?.lacking('2.0.30')).toContain('dontAsk')
  for (const version of ['2.0.44', null]) expect(known?.lacking(version)).toBe(null)
})

test.each<[string, string | null, string[]]>([
  ["error: unknown option '--tools'\n", '2.1.0', ['--tools']],
  [
    "error: option '--permission-mode <mode>' argument 'dontAsk' is invalid. Allowed choices are acceptEdits.\n",
    '2.1.0',
    ['--permission-mode dontAsk'],
  ],
  ['Error: Unknown feature flag: plugins\n', '0.200.0', ['--disable plugins']],
  ["error: unknown option '--toolset'\n", '2.1.0', []],
  ['I was told: unknown option --tools', null, []],
  ['', null, []],
])('what a program refuses to hear is found in its last words: %j', (stderr, version, expected) => {
  expect(newlyRefused(stderr, { version, refused: [] }, words)).toEqual(expected)
})

test('a program of unknown version that refuses one word is spared the others, and what it refused is not news', () => {
  const stderr = 'Error: Unknown feature flag: unbounded_connection_retries\n'
  const refused = newlyRefused(stderr, { version: null, refused: [] }, words)
  for (const word of words) {
    expect(understands({ version: null, refused }, word)).toBe(false)
  }
  expect(newlyRefused(stderr, { version: null, refused }, words)).toEqual([])
})
