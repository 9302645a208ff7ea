import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { maskedConfig } from './masked-config'

const config = `# The settings. Old one: api_key: oldSecret00
providers:
  anthropic: { binary: claude, env: { MY_API_KEY: envSecret01, PLAIN: "also hidden", NUMBER: 5 } }
  tool:
    kind: command
    argv: [node, tool.mjs, --api-key, argSecret02, "--token=argSecret03", -H, "Authorization: Bearer headSecret04", plain]
    env:
      CERT: |
        lineSecret05
        lineSecret06
      SHARED: &shared anchorSecret07
  remote: { base_url: "https://ann:urlSecret08@api.test/v1?key=querySecret09", api_key: *shared }
channels: { slack: { bot_token: xoxb-slackSecret10, room: general } }
  # password: commentSecret11
limits: { max_attempts: 3 }
`

test('values that may be secrets are hidden in the text of the settings, and everything else stands as it is', () => {
  const { text, hidden } = maskedConfig(config)
  expect(hidden).toBe(true)
  expect(text).not.toMatch(/Secret\d\d/)
  expect(text).not.toContain('also hidden')
  for (const kept of [
    'binary: claude',
    'MY_API_KEY',
    'NUMBER: 5',
    '[node, tool.mjs, --api-key, ',
    ', plain]',
    'api.test/v1',
    'room: general',
    'max_attempts: 3',
    '# The settings.',
  ]) {
    expect(text).toContain(kept)
  }
  expect(text.split('\n')).toHaveLength(config.split('\n').length - 2)
})

test('a text with hidden values is refused as settings, not taken for them', () => {
  expect(parseDocument(maskedConfig(config).text).errors).not.toEqual([])
})

test('settings without secrets are shown whole', () => {
  const plain = 'orchestrators: { main: {} }\nlimits: { max_attempts: 3 } # as shipped\n'
  expect(maskedConfig(plain)).toEqual({ text: plain, hidden: false })
})

test('of what cannot be read nothing is shown', () => {
  expect(maskedConfig('api_key: "unended Secret00').text).not.toContain('Secret00')
})

test.each([
  ['secrets', (one: number) => `token${one}: secret-value-${one}\n`, '', ''],
  ['words', (one: number) => `--api-key, s${one}aaaa, `, 'argv: [', ']\n'],
])(
  'a text of many %s is hidden without anybody waiting for it, and whole when it is too long',
  (_, part, head, tail) => {
    const parts = Array.from({ length: 40_000 }, (_none, one) => part(one))
    const short = head + parts.slice(0, 1000).join('') + tail
    expect(maskedConfig(short).text).not.toMatch(/secret-value-1|s1aaaa/)
    const began = performance.now()
    expect(maskedConfig(head + parts.join('') + tail)).toMatchObject({
      hidden: true,
      text: expect.stringContaining('too long'),
    })
    expect(performance.now() - began).toBeLessThan(50)
  },
)
