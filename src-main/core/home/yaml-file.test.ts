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
  ['limits:\n  max_concurrent: many\n', /^config\.yaml, line 2, column 19: limits\.max_concurrent: .*number/],
  ['limits:\n  max_concurent: 4\n', /^config\.yaml, line 2, column 18: limits\.max_concurent: .*[Uu]nrecognized/],
  ['limits: [\n', /^config\.yaml, line 2/],
  ['- a\n- b\n', /^config\.yaml, line 1, column 1: .*object/],
  ['providers: { mine: { argv: [x] } }\n', /line 1, column \d+: providers\.mine\.kind: .*needs a kind/],
  ['channel_profiles: { x: { channel: slack } }\n', /channel_profiles\.x\.orchestrator_id/],
  ['orchestrators: { "../x": {} }\n', /orchestrators\.\.\.\/x: an id holds letters, digits, _ and - only\.$/],
])('%j is refused with its place', (text, sentence) => {
  expect(check(text)).toEqual([expect.stringMatching(sentence)])
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
