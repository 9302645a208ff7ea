import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { OrchestratorFile, Settings } from '../settings-schema'
import { imported } from './imported'
import { isTinyagi, TinyagiSettings, valueIn } from './tinyagi-settings'

const full = {
  channels: {
    enabled: ['discord', 'matrix'],
    discord: { bot_token: 'T' },
    defaults: { discord: { agentId: 'writer' } },
  },
  workspace: { path: '/w', name: 'w' },
  agents: {
    coder: {
      name: 'Coder',
      provider: 'anthropic',
      model: 'sonnet',
      working_directory: '/w/coder',
      system_prompt: 'Code.',
    },
    writer: {
      name: 'Writer',
      provider: 'openai',
      model: 'gpt-5.3-codex',
      working_directory: '/w/writer',
      prompt_file: 'p.md',
    },
    proxied: {
      name: 'P',
      provider: 'custom:proxy',
      model: '',
      working_directory: '/w/p',
      heartbeat: { enabled: false },
    },
    open: { name: 'O', provider: 'opencode', model: 'opus', working_directory: '/w/o' },
    'a b': { name: 'B', provider: 'openai', model: 'x', working_directory: '/w/b' },
  },
  custom_providers: { proxy: { name: 'x', harness: 'claude', base_url: 'http://127.0.0.1:1', api_key: 'SECRET' } },
  teams: { dev: { name: 'Dev', agents: ['coder', 'writer'], leader_agent: 'coder' } },
  models: { anthropic: { api_key: 'KEY' } },
  monitoring: { heartbeat_interval: 3600 },
}
const made = (value: object, prompts: Record<string, string | null> = {}) => {
  const found = imported(TinyagiSettings.parse(value), new Map(Object.entries(prompts)), '/home/ann')
  const config = Settings.parse(parse(found.config))
  return { ...found, config, orchestrator: OrchestratorFile.parse(parse(found.orchestrator)) }
}

test('agents come with their provider, model, folder and prompt, and the first of them answers', () => {
  const { orchestrator } = made(full, { writer: 'Write.' })
  expect(orchestrator.selector_agent).toBe('coder')
  expect(orchestrator.agents).toMatchObject({
    coder: { provider: 'anthropic', model: 'sonnet', private_workspace: '/w/coder', prompt: 'Code.' },
    writer: { provider: 'openai', model: 'gpt-5.3-codex', private_workspace: '/w/writer', prompt: 'Write.' },
    proxied: { provider: 'proxy', private_workspace: '/w/p' },
  })
  expect(Object.keys(orchestrator.agents)).toHaveLength(3)
})

test('keys, custom providers, channels and the heartbeat come along', () => {
  const { config } = made(full)
  expect(config.providers.anthropic?.env).toEqual({ ANTHROPIC_API_KEY: 'KEY' })
  expect(config.providers.proxy).toMatchObject({
    kind: 'anthropic',
    env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_AUTH_TOKEN: 'SECRET' },
  })
  expect(config.channel_profiles).toMatchObject({ discord: { orchestrator_id: 'main' }, matrix: { channel: 'matrix' } })
  expect(config.monitoring.heartbeat_interval).toBe(3600)
})

test('whatever cannot be carried over is told, and no secret with it', () => {
  const told = made(full, { writer: null }).remarks.join('\n')
  for (const one of [
    '"open" is left out',
    '"a b" is left out',
    'p.md of "writer"',
    'team "dev"',
    'heartbeat',
    'discord',
  ]) {
    expect(told).toContain(one)
  }
  expect(told).not.toMatch(/SECRET|KEY|bot_token/)
})

test('a key that nothing is known of is told by its name', () => {
  const agents = { coder: { provider: 'anthropic', colour: 'red', name: 'C' } }
  expect(made({ agents, wat: 1, workspace: { path: '/w' } }).remarks).toContain(
    'Nothing is known here of wat, agents.coder.colour, so that is left out.',
  )
  expect(made(full, { writer: 'Write.' }).remarks.join('\n')).not.toContain('Nothing is known')
})

test.each([
  [{ agents: { x: { provider: 'openai' }, tinyagi: { provider: 'anthropic' } } }, 'tinyagi', 'anthropic', undefined],
  [{ models: { provider: 'openai', openai: { model: 'm' } } }, 'tinyagi', 'openai', 'm'],
  [{ models: { openai: {} } }, 'tinyagi', 'openai', undefined],
  [{ channels: { enabled: ['telegram'] }, models: { anthropic: { model: 'opus' } } }, 'tinyagi', 'anthropic', 'opus'],
  [
    { channel: 'both', model: 'sonnet', discord_bot_token: '', heartbeat_interval: 500 },
    'tinyagi',
    'anthropic',
    'sonnet',
  ],
  [{ channels: 'discord,telegram', model: 'opus', heartbeat_interval: 500 }, 'tinyagi', 'anthropic', 'opus'],
])('%j is answered by %s of %s with the model %s', (value, name, provider, model) => {
  const { orchestrator } = made(value)
  expect(orchestrator.selector_agent).toBe(name)
  expect(orchestrator.agents[name]).toMatchObject({ provider })
  expect(orchestrator.agents[name]?.model).toBe(model)
})

test.each([
  [JSON.stringify(full), true],
  [`\uFEFF${JSON.stringify(full, null, 2).replace(/\n\}$/, ',\n}')}`, true],
  ['{"channel":"discord","model":"sonnet"}', true],
  ['{"agents":{"a":{"working_directory":"/a"}}}', true],
  ['orchestrators: { main: {} }', false],
  ['agents: { a: { provider: x } }', false],
  ['limits: { max_attempt: 1 }', false],
  ['', false],
  ['{{{', false],
  ['[1]', false],
])('%.60j is TinyAGI’s: %s', (text, is) => {
  expect(isTinyagi(text)).toBe(is)
})

test('nothing is made of settings none of whose agents can be carried over', () => {
  const made = imported(TinyagiSettings.parse({ models: { provider: 'opencode' } }), new Map(), '/h')
  expect(made).toMatchObject({ agents: [], remarks: [expect.stringContaining('no provider "opencode"')] })
  expect(valueIn('{"a": 1,}')).toEqual({ a: 1 })
})
