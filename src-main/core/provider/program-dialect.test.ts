import { expect, test } from 'vitest'
import { lacking, leastSupported, newlyRefused, tooOld, understands } from './program-dialect'

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
  expect(understands({ version, refused: [] }, '--disable unbounded_connection_retries')).toBe(expected)
})

test('a version below the least supported one is told with what to do about it, and no other', () => {
  for (const kind of ['anthropic', 'openai'] as const) {
    expect(tooOld(kind, leastSupported[kind])).toBe(null)
    expect(tooOld(kind, null)).toBe(null)
    const told = tooOld(kind, '0.1.0')
    expect(told?.reason).toContain(leastSupported[kind])
    expect(told?.nextStep).toMatch(/^Update it: .*\.$/)
  }
  expect(tooOld('command', '0.0.1')).toBe(null)
})

test('what a supported version lacks is told', () => {
  expect(lacking('anthropic', '2.0.30')).toContain('dontAsk')
  for (const version of ['2.0.44', null]) expect(lacking('anthropic', version)).toBe(null)
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
  expect(newlyRefused(stderr, { version, refused: [] })).toEqual(expected)
})

test('a program of unknown version that refuses one word is spared the others, and what it refused is not news', () => {
  const stderr = 'Error: Unknown feature flag: unbounded_connection_retries\n'
  const refused = newlyRefused(stderr, { version: null, refused: [] })
  for (const word of ['--tools', '--permission-mode dontAsk', '--disable plugins'] as const) {
    expect(understands({ version: null, refused }, word)).toBe(false)
  }
  expect(newlyRefused(stderr, { version: null, refused })).toEqual([])
})
