import { expect, test } from 'vitest'
import { Settings } from './settings-schema'
import { checkYaml, problemSentence } from './yaml-file'

const check = (text: string): string[] => {
  const loaded = checkYaml('config.yaml', text, Settings)
  return loaded.ok ? [] : loaded.problems.map(problemSentence)
}

test('an empty file means the shipped settings', () => {
  const loaded = checkYaml('config.yaml', '', Settings)
  expect(loaded).toMatchObject({
    ok: true,
    value: { limits: { max_concurrent: 4 }, durability: 'full', settle_ms: 2000 },
  })
})

test.each([
  [
    'limits:\n  max_concurrent: many\n',
    /^config\.yaml, line 2, column 19: limits\.max_concurrent: .*a number, not text/,
  ],
  [
    'limits:\n  max_concurent: 4\n',
    /^config\.yaml, line 2, column 3: limits\.max_concurent: there is no such key; the nearest is "max_concurrent"\.$/,
  ],
  ['limits: [\n', /^config\.yaml, line 2/],
  ['- a\n- b\n', /^config\.yaml, line 1, column 1: .*object/],
  ['providers: { mine: { argv: [x] } }\n', /line 1, column \d+: providers\.mine\.kind: .*needs a kind/],
  ['channel_profiles: { x: { channel: slack } }\n', /channel_profiles\.x\.orchestrator_id/],
  ['orchestrators: { "../x": {} }\n', /orchestrators\.\.\.\/x: an id holds letters, digits, _ and - only\.$/],
  ['limits:\n', /^config\.yaml, line 1, column 8: limits: must be an object, not nothing/],
  ['"limits":\n  ? max_attempts\n  : 0\n', /line 3, column 5: limits\.max_attempts: must be at least 1\.$/],
  ['durability: ful\n', /line 1, column 13: durability: must be one of "full", "relaxed"; the nearest is "full"\.$/],
  [
    'providers: { mine: { kind: command, argv: [x], output: { jsn: result } } }\n',
    /column 58: providers\.mine\.output\.jsn: there is no such key; the nearest is "json"\.$/,
  ],
  [
    'providers: { mine: { kind: command, argv: [x], output: { jsonl: { feld: text } } } }\n',
    /providers\.mine\.output\.jsonl\.feld: there is no such key; the nearest is "field"\.$/,
  ],
  [
    'shared_workspaces: { docs: 5 }\n',
    /column 28: shared_workspaces\.docs: must be text, not a number; or must be an object/,
  ],
  [
    'shared_workspaces: { docs: { path: /docs, descripton: x } }\n',
    /column 43: shared_workspaces\.docs\.descripton: there is no such key; the nearest is "description"\.$/,
  ],
  [
    'channel_profiles: { x: { chanel: slack, orchestrator_id: main } }\n',
    /column 26: channel_profiles\.x\.chanel: there is no such key; the nearest is "channel"\.$/,
  ],
  ['zzzz: 1\n', /column 1: zzzz: there is no such key; there is workspaces_path, /],
])('%j is refused with its place', (text, sentence) => {
  expect(check(text)).toEqual([expect.stringMatching(sentence)])
})

test('a value is found through an alias, and every mistake is told', () => {
  expect(check('limits: &a { max_attempts: x }\nretry: *a\nbreaker: { failures: -1, park: 3 }\n')).toEqual([
    'config.yaml, line 1, column 28: limits.max_attempts: must be a number, not text.',
    'config.yaml, line 1, column 14: retry.max_attempts: there is no such key; there is base_ms, cap_ms.',
    'config.yaml, line 3, column 22: breaker.failures: must be at least 0.',
    'config.yaml, line 3, column 32: breaker.park: must be true or false, not a number.',
  ])
})

test('a file of nested aliases does not grow without bound', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let depth = 1; depth < 12; depth++)
    lines.push(
      `a${depth}: &a${depth} [${Array(10)
        .fill(`*a${depth - 1}`)
        .join(', ')}]`,
    )
  expect(check(lines.join('\n'))).toHaveLength(1)
})

test('a sentence that quotes the file shows no secret of it', () => {
  const secret = `sk-ant-api03-${'Secret0'.repeat(6)}`
  for (const text of [`${secret}: 1\n`, `limits: { ${secret}: 1 }\n`, `durability: ${secret}\n`, `"${secret}\n`]) {
    const told = check(text)
    expect(told).not.toEqual([])
    expect(told.join('\n')).not.toContain(secret)
  }
})

test.each([
  'providers:\n  __proto__: { kind: command, argv: [x] }\n',
  'providers:\n  p: { kind: command, argv: [x], env: { "__proto__": x } }\n',
  'orchestrators:\n  __proto__: {}\n',
  'channel_profiles:\n  __proto__: { channel: a, orchestrator_id: main }\n',
])('what would vanish for its name is refused, with its place: %j', (text) => {
  const loaded = checkYaml('config.yaml', text, Settings)
  expect(loaded).toMatchObject({ ok: false, problems: [{ line: 2, sentence: expect.stringContaining('__proto__') }] })
})
