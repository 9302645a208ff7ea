import { expect, test } from 'vitest'
import type { Effective } from '../settings/settings'
import { OrchestratorFile, Settings } from '../settings/settings-schema'
import { ItemGroups } from './item-groups'

function settingsWith(provider: string): Effective {
  const agents = { one: { provider }, two: { provider: 'practice' } }
  const profile = { channel: 'slack', orchestrator_id: 'main' }
  return {
    settings: Settings.parse({ orchestrators: { main: {} }, channel_profiles: { work: profile } }),
    text: '',
    orchestrators: new Map([['main', OrchestratorFile.parse({ id: 'main', selector_agent: 'one', agents })]]),
    runbooks: new Map(),
    sharedWorkspaces: new Map(),
    problems: [],
  }
}

test('an edit of the settings reaches the items that wait already', () => {
  let effective = settingsWith('anthropic')
  const groups = new ItemGroups(() => effective)
  const names = [groups.groupOf({ channel: 'slack' }), groups.groupOf({ channel: 'x', channelProfileId: 'work' })]
  expect(names.map((name) => groups.needsOf(name)?.provider)).toEqual(['anthropic', 'anthropic'])
  effective = settingsWith('openai')
  expect(names.map((name) => groups.needsOf(name))).toEqual([
    { provider: 'openai', agent: 'main/one' },
    { provider: 'openai', agent: 'main/one' },
  ])
})

test('messages make no groups that the settings do not know', () => {
  const groups = new ItemGroups(() => settingsWith('anthropic'))
  const strange = [{ channel: 'nowhere' }, { channel: 'slack', channelProfileId: 'none' }, { channel: '__proto__' }]
  expect(strange.map((message) => groups.groupOf(message))).toEqual(['', '', ''])
  expect(groups.needsOf('')).toBeNull()
  const unknown = [
    { channel: 'slack', agent: 'three' },
    { channel: 'slack', message: '@three go' },
  ]
  expect(unknown.map((message) => groups.groupOf(message))).toEqual(['cslack', 'cslack'])
})

test('messages that name an agent wait for the slots of that one, as the settings stand', () => {
  let effective = settingsWith('anthropic')
  const groups = new ItemGroups(() => effective)
  const ones = [
    { channel: 'slack', agent: 'One' },
    { channel: 'x', channelProfileId: 'work', message: '@one go' },
  ].map((message) => groups.groupOf(message))
  const two = groups.groupOf({ channel: 'slack', message: '@two go' })
  expect(ones.map((group) => groups.needsOf(group)?.agent)).toEqual(['main/one', 'main/one'])
  expect(groups.needsOf(two)).toEqual({ provider: 'practice', agent: 'main/two' })
  effective = settingsWith('openai')
  expect(ones.map((group) => groups.needsOf(group)?.provider)).toEqual(['openai', 'openai'])
  const { agents, ...main } = OrchestratorFile.parse(effective.orchestrators.get('main'))
  const { two: _, ...left } = agents
  effective = { ...effective, orchestrators: new Map([['main', { ...main, agents: left }]]) }
  expect(groups.needsOf(two)).toEqual({ provider: 'openai', agent: 'main/one' })
})
