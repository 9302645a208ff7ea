import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCodexConfigs } from './read-configs'
import { retryArgs } from './retries'

const own = 'model_provider="lanekeeper"'
const capped = (id: string) => [
  ...['-c', `model_providers.${id}.request_max_retries=0`],
  ...['-c', `model_providers.${id}.stream_max_retries=2`],
  ...['-c', `model_providers.${id}.stream_idle_timeout_ms=300000`],
]

test.each<[string, string[], string[]]>([
  ['nobody', [], []],
  ['nobody but OpenAI by its own name', [], ['model_provider = "openai"']],
  ['nobody for another key', ['-c', 'model_provider_x="y"', '-m', 'model_provider="y"'], ['[x]\nmodel_provider = "y"']],
])('the model provider that %s chose is replaced by one whose retries are bounded', (_name, args, configs) => {
  const { before, after } = retryArgs(args, {}, configs)
  expect(before).toContain(own)
  expect(before.join(' ')).toContain('request_max_retries=0,stream_max_retries=2,')
  expect(before.join(' ')).not.toContain('base_url')
  expect(after).toEqual([])
})

test.each<[string, string[], string[]]>([
  ['-c', ['-c', 'model_provider="mine"'], []],
  ['-c without a blank', ["-cmodel_provider='mine'"], []],
  ['--config without quotes', ['--config', 'model_provider=mine'], []],
  ['--config=', ['--config=model_provider = "mine"'], ['model_provider = "other"']],
  ['the last -c', ['-c', 'model_provider="x"', '-c', 'model_provider="mine"'], []],
  ['its own file', [], ['model_provider = "mine"']],
  ['the strongest of its files', [], ['model_provider = "x"', 'a = 1', 'model_provider = "mine"', 'b = 2']],
])('the model provider chosen by %s is kept, and its retries are bounded', (_name, args, configs) => {
  expect(retryArgs(args, {}, configs)).toEqual({ before: [], after: capped('mine') })
})

test('what the settings say about retries themselves is theirs', () => {
  const args = ['-c', 'model_provider="mine"', '-c', 'model_providers.mine={name="m",stream_max_retries=7}']
  const after = capped('mine').filter((_word, index) => index !== 2 && index !== 3)
  expect(retryArgs(args, {}, [])).toEqual({ before: [], after })
})

test.each<[string, string[], string[]]>([
  ['of its file', [], ['profile = "work"\n[profiles.work]\nmodel_provider = "azure"']],
  ['of the arguments', ['-p', 'work'], ['[profiles.work]\nmodel_provider = "azure"']],
  ['of an override', ['-c', 'profile="work"'], ['[profiles.work]\nopenai_base_url = "http://a/v1"']],
])('where a profile %s chooses the model server, nothing else is put in its place', (_name, args, configs) => {
  expect(retryArgs(args, {}, configs)).toEqual({ before: [], after: [] })
})

test('a profile that chooses no model server changes nothing', () => {
  const configs = ['profile = "work"\n[profiles.work]\nmodel = "small"\n[profiles.other]\nmodel_provider = "azure"']
  expect(retryArgs([], {}, configs).before).toContain(own)
})

test.each(['model_provider = "mine', 'model_provider = 5', '[a]\n[a]\n'])(
  'where a settings file of codex cannot be understood, nothing is put in its place: %j',
  (config) => {
    expect(retryArgs([], {}, [config])).toEqual({ before: [], after: [] })
  },
)

test.each([
  ['what codex lets nobody change', ['-c', 'model_provider="ollama"']],
  ['a local model', ['--oss']],
  ['a name that is no plain key', ['-c', 'model_provider="my own"']],
])('%s is left alone', (_name, args) => {
  expect(retryArgs(args, {}, ['model_provider = "mine"'])).toEqual({ before: [], after: [] })
})

test.each<[string, string[], Record<string, string>, string[], string]>([
  ['its own file', [], {}, ['openai_base_url = "http://a/v1"'], 'http://a/v1'],
  ['the variable', [], { OPENAI_BASE_URL: 'http://b/v1' }, ['openai_base_url = "http://a/v1"'], 'http://b/v1'],
  ['an argument', ['-c', 'openai_base_url="http://c/v1"'], { OPENAI_BASE_URL: 'http://b/v1' }, [], 'http://c/v1'],
])('the address given by %s is asked', (_name, args, env, configs, expected) => {
  expect(retryArgs(args, env, configs).before.at(-1)).toContain(`base_url="${expected}"`)
})

test.each(['https://me:secret@a/v1', 'https://a/v1?key=secret'])(
  'a secret in the address that its own file gives stays out of the arguments: %s',
  (address) => {
    expect(retryArgs([], {}, [`openai_base_url = "${address}"`])).toEqual({ before: [], after: [] })
  },
)

test('an address cannot become another setting', () => {
  const env = { OPENAI_BASE_URL: 'http://a/",request_max_retries=9,x="\n' }
  expect(retryArgs([], env, []).before.at(-1)).toContain(
    String.raw`base_url="http://a/\",request_max_retries=9,x=\"\n",`,
  )
})

test('the files are those that codex will read: the profile over its settings, none when told so', async () => {
  const home = await mkdtemp(join(tmpdir(), 'lanekeeper-codex-'))
  await writeFile(join(home, 'config.toml'), 'model_provider = "mine"')
  await writeFile(join(home, 'work.config.toml'), 'model_provider = "ours"')
  const chosen = async (...args: string[]) => {
    const { before, after } = retryArgs(args, {}, await readCodexConfigs(args, { CODEX_HOME: home }))
    return before.includes(own) ? 'lanekeeper' : (/model_providers\.(\w+)/.exec(after.join(' '))?.[1] ?? null)
  }
  expect(await chosen()).toBe('mine')
  expect(await chosen('-p', 'work')).toBe('ours')
  expect(await chosen('--profile=work')).toBe('ours')
  expect(await chosen('-p', '../work')).toBe('mine')
  expect(await chosen('--ignore-user-config')).toBe('lanekeeper')
  await rm(home, { recursive: true })
})

test('a device in the place of a file is not read, as it may have no end', {
  skip: process.platform === 'win32',
}, async () => {
  const home = await mkdtemp(join(tmpdir(), 'lanekeeper-codex-'))
  await symlink('/dev/null', join(home, 'config.toml'))
  expect(await readCodexConfigs([], { CODEX_HOME: home })).not.toContain('')
  await rm(home, { recursive: true })
})
