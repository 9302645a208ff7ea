import { expect, test } from 'vitest'
import type { Effective } from '../home/settings'
import { OrchestratorFile, Settings } from '../home/settings-schema'
import { ItemGroups } from './item-groups'

function settingsWith(provider: string): Effective {
  const agents = { one: { provider } }
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
})
