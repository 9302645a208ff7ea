import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homeWith } from '../../testing/homes/settings-home'
import { readSettings } from '../settings/settings'
import { importSettings } from './import-settings'

const text = JSON.stringify({
  agents: {
    coder: {
      name: 'C',
      provider: 'anthropic',
      model: 'sonnet',
      working_directory: '/w/coder',
      prompt_file: 'prompt.md',
    },
  },
})

test('settings that are imported are right as they are, readable by their owner alone', async () => {
  const paths = await homeWith({ 'old/settings.json': text })
  const done = await importSettings(join(paths.root, 'old', 'settings.json'), paths, false)
  expect(done).toMatchObject({ ok: true, movedTo: null })
  const read = await readSettings(paths)
  expect(read).toMatchObject({ ok: true, effective: { problems: [], warnings: [] } })
  expect((await stat(paths.config)).mode & 0o777).toBe(0o600)
})

test('a trial makes nothing', async () => {
  const paths = await homeWith({ 'old/settings.json': text })
  expect(await importSettings(join(paths.root, 'old', 'settings.json'), paths, true)).toMatchObject({ ok: true })
  expect([existsSync(paths.config), existsSync(paths.workspaces)]).toEqual([false, false])
})

test.each(['config.yaml', 'workspaces/main/orchestrator.yaml'])(
  'a %s that is there is not written over',
  async (name) => {
    const paths = await homeWith({ 'old/settings.json': text, [name]: 'mine: 1\n' })
    const done = await importSettings(join(paths.root, 'old', 'settings.json'), paths, false)
    expect(done).toMatchObject({ ok: false, sentence: `${join(paths.root, name)} is there already.` })
    expect(await readFile(join(paths.root, name), 'utf8')).toBe('mine: 1\n')
  },
)

test('settings that were copied as config.yaml are refused with what turns them into ours, and that does, keeping them', async () => {
  const paths = await homeWith({ 'config.yaml': text })
  const refused = await readSettings(paths)
  expect(refused).toMatchObject({
    ok: false,
    problems: [
      {
        sentence: `This is TinyAGI's settings.json; lanekeeper import ${paths.config} turns it into one of Lanekeeper's.`,
      },
    ],
  })
  const kept = join(paths.root, 'tinyagi-settings.json')
  expect(await importSettings(paths.config, paths, false)).toMatchObject({ ok: true, movedTo: kept })
  expect(await readFile(kept, 'utf8')).toBe(text)
  expect(await readSettings(paths)).toMatchObject({ ok: true, effective: { problems: [] } })
  await writeFile(paths.config, text)
  expect(await importSettings(paths.config, paths, false)).toMatchObject({ ok: false })
})

test.each([
  ['{"agents": 7}', /agents/],
  ['[1]', /is no settings.json/],
  ['{"name": "a package"}', /is no settings.json/],
  ['{{{', /JSON is broken or cut off/],
  [text.slice(0, 80), /JSON is broken or cut off/],
  [`\ufeff${text.split('').join('\0')}`, /UTF-16/],
  [JSON.stringify({ models: { provider: 'opencode' } }), /No agent/],
  [JSON.stringify({ agents: { a: { provider: 'custom:mine' } } }), /No agent .* has no provider "custom:mine"/],
  ['{"agents": {"__proto__": {"provider": "openai"}, "a": {}}}', /nothing can be called "__proto__".*agents/],
])('%j is refused with what is wrong with it', async (content, sentence) => {
  const paths = await homeWith({ 'settings.json': content })
  expect(await importSettings(join(paths.root, 'settings.json'), paths, false)).toMatchObject({
    ok: false,
    sentence: expect.stringMatching(sentence),
  })
})

test('whatever is taken for such settings where ours belong can be imported', async () => {
  const paths = await homeWith({ 'config.yaml': '{"teams": {"dev": {"agents": ["a"]}}}' })
  expect(await readSettings(paths)).toMatchObject({
    problems: [{ sentence: expect.stringContaining('lanekeeper import') }],
  })
  expect(await importSettings(paths.config, paths, false)).toMatchObject({ ok: true })
})

test('settings that are longer than any are refused by their length', async () => {
  const paths = await homeWith({ 'settings.json': `{"agents": {}, "x": "${'x'.repeat(1024 * 1024)}"}` })
  expect(await importSettings(join(paths.root, 'settings.json'), paths, false)).toMatchObject({
    ok: false,
    sentence: expect.stringMatching(/longer than 1 MB/),
  })
})
