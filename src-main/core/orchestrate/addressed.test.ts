import { expect, test } from 'vitest'
import { addressedIn } from './addressed'

const agents = { coder: {}, Writer: {}, 'code-2': {} }

test.each([
  ['@coder fix it', 'coder', 'fix it'],
  ['@CODER: fix it', 'coder', 'fix it'],
  ['  @writer,\nfix @coder', 'Writer', 'fix @coder'],
  ['@code-2 fix', 'code-2', 'fix'],
  ['@coder', 'coder', '@coder'],
  ['@coder. Fix it', 'coder', 'Fix it'],
  ['@coder! fix', 'coder', 'fix'],
  ['@coder; fix', 'coder', 'fix'],
  ['@coder… fix', 'coder', 'fix'],
  ['@coder — fix', 'coder', '— fix'],
  ['@coder\u200b fix', 'coder', 'fix'],
  ['\u2068@coder\u2069 fix', 'coder', 'fix'],
  ['＠coder fix', 'coder', 'fix'],
  ['@coder.', 'coder', '@coder.'],
])('%j is for %s', (message, agentId, text) => {
  expect(addressedIn({ message }, agents)).toEqual({ kind: 'agent', agentId, text })
})

test.each([
  'fix it @coder',
  "@coder's branch is red",
  '@coder.md is broken',
  '@coder:latest fails',
  '@coder/core is old',
  '@coder@example.com wrote',
  '@nobody fix it',
  '@toString fix it',
  '@ coder',
  'coder: fix',
  '[@coder: fix it]',
  '',
])('%j names no agent and stays as it is', (message) => {
  expect(addressedIn({ message }, agents)).toEqual({ kind: 'nobody' })
})

test('the field comes before the text, and one that names nobody is told', () => {
  const message = '@coder fix it'
  expect(addressedIn({ agent: 'writer', message }, agents)).toEqual({ kind: 'agent', agentId: 'Writer', text: message })
  expect(addressedIn({ agent: '@coder', message: 'x' }, agents)).toMatchObject({ agentId: 'coder' })
  for (const name of ['codr', 'toString', '__proto__']) {
    expect(addressedIn({ agent: name, message }, agents)).toEqual({ kind: 'unknown', name })
  }
  for (const agent of ['', ' ', null])
    expect(addressedIn({ agent, message }, agents)).toMatchObject({ agentId: 'coder' })
})

test('a text that was made to be slow to look through is not', () => {
  expect(addressedIn({ message: `@${'a'.repeat(2_000_000)}` }, agents).kind).toBe('nobody')
  expect(addressedIn({ message: ' '.repeat(2_000_000) }, agents).kind).toBe('nobody')
})
