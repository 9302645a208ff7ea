import { expect, test } from 'vitest'
import { ProvidersSetting, shippedProviders } from './provider-settings'

const sentences = (value: unknown) =>
  ProvidersSetting.safeParse(value).error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)

test('nothing written gives what is shipped', () => {
  expect(ProvidersSetting.parse({})).toEqual(shippedProviders)
})

test('the names anthropic and openai are kinds by themselves', () => {
  const { anthropic, openai } = ProvidersSetting.parse({
    anthropic: { binary: '/opt/claude', max_concurrent: 5, models: { sonnet: 'claude-sonnet-6' } },
    openai: { args: ['--x'], env: { CODEX_HOME: '/c' } },
  })
  expect(anthropic).toMatchObject({ kind: 'anthropic', binary: '/opt/claude', max_concurrent: 5 })
  expect(anthropic?.models).toMatchObject({ sonnet: 'claude-sonnet-6', opus: 'claude-opus-4-8' })
  expect(openai).toMatchObject({ kind: 'openai', binary: 'codex', args: ['--x'], env: { CODEX_HOME: '/c' } })
})

test('a second provider of a kind takes its defaults', () => {
  expect(ProvidersSetting.parse({ work: { kind: 'anthropic', env: { CLAUDE_CONFIG_DIR: '/w' } } }).work).toMatchObject({
    kind: 'anthropic',
    binary: 'claude',
    env: { CLAUDE_CONFIG_DIR: '/w' },
    max_concurrent: null,
  })
})

test('the practice provider can be changed in part', () => {
  const { practice } = ProvidersSetting.parse({ practice: { env: { LANEKEEPER_PRACTICE_MS: '5' } } })
  expect(practice).toMatchObject({ kind: 'command', argv: shippedProviders.practice.argv })
})

test('a command has defaults for all but its argv', () => {
  expect(ProvidersSetting.parse({ mine: { kind: 'command', argv: ['my-agent'] } }).mine).toEqual({
    kind: 'command',
    argv: ['my-agent'],
    env: {},
    stdin: 'prompt',
    output: 'text',
    models: {},
    max_concurrent: null,
  })
})

test.each<[string, unknown, string]>([
  ['a kind', { mine: { argv: ['x'] } }, 'mine.kind: "mine" needs a kind'],
  ['an argv', { mine: { kind: 'command' } }, 'mine.argv: "mine" needs an argv'],
  [
    'only keys of its kind',
    { anthropic: { argv: ['x'] } },
    'anthropic.argv: a provider of kind "anthropic" has no "argv"',
  ],
  ['only keys there are', { openai: { binry: 'x' } }, 'openai: Unrecognized key: "binry"'],
  ['a sane name', { 'no good': { kind: 'command', argv: ['x'] } }, 'no good: '],
])('a provider needs %s', (_name, value, expected) => {
  expect(sentences(value)).toEqual([expect.stringContaining(expected)])
})
