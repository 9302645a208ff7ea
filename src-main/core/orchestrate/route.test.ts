import { expect, test } from 'vitest'
import type { Effective } from '../settings/settings'
import { OrchestratorFile, Settings } from '../settings/settings-schema'
import { routeOf } from './route'

const problemOf = (orchestratorId: string, sentence: string) => ({
  orchestratorId,
  file: `/home/workspaces/${orchestratorId}/orchestrator.yaml`,
  line: 3,
  column: 1,
  sentence,
})

function effective(profiles: object): Effective {
  return {
    settings: Settings.parse({ orchestrators: { main: {}, gone: {} }, channel_profiles: profiles }),
    text: '',
    orchestrators: new Map([
      ['main', OrchestratorFile.parse({ id: 'main', selector_agent: 'a', agents: { a: { provider: 'practice' } } })],
    ]),
    runbooks: new Map(),
    sharedWorkspaces: new Map(),
    problems: [problemOf('gone-too', 'Not this one.'), problemOf('gone', 'No such key.')],
  }
}

test('a message goes to the agent of the orchestrator its profile names', () => {
  const settings = effective({ work: { channel: 'slack', orchestrator_id: 'main' } })
  expect(routeOf({ channel: 'slack', channelProfileId: 'work' }, settings)).toMatchObject({
    ok: true,
    orchestratorId: 'main',
    agentId: 'a',
    agent: { provider: 'practice', permissions: 'workspace-write' },
  })
})

test('a message without a profile goes to the only profile of its channel, or to the one named like it', () => {
  const one = effective({ work: { channel: 'slack', orchestrator_id: 'main' } })
  expect(routeOf({ channel: 'slack' }, one).ok).toBe(true)
  const named = effective({
    work: { channel: 'slack', orchestrator_id: 'gone' },
    slack: { channel: 'slack', orchestrator_id: 'main' },
  })
  expect(routeOf({ channel: 'slack' }, named)).toMatchObject({ ok: true, orchestratorId: 'main' })
})

test.each([
  [{ channel: 'slack', channelProfileId: 'nobody' }, 'There is no channel profile "nobody"'],
  [{ channel: 'slack', channelProfileId: 'toString' }, 'There is no channel profile "toString"'],
  [{ channel: 'fax' }, 'the channel "fax"'],
  [{ channel: 'slack', channelProfileId: 'broken' }, 'gone/orchestrator.yaml, line 3, column 1: No such key.'],
])('a message nobody can answer is refused with the name of the cause: %j', (message, sentence) => {
  const settings = effective({ broken: { channel: 'slack', orchestrator_id: 'gone' } })
  expect(routeOf(message, settings)).toMatchObject({ ok: false, sentence: expect.stringContaining(sentence) })
})

test('a message that names an agent goes to that one, and is refused by name when there is none', () => {
  const settings = effective({ work: { channel: 'slack', orchestrator_id: 'main' } })
  const to = (message: object) => routeOf({ channel: 'slack', ...message }, settings)
  expect(to({ message: '@A go' })).toMatchObject({ ok: true, agentId: 'a', isAddressed: true, text: 'go' })
  expect(to({ message: '@b go' })).toMatchObject({ ok: true, agentId: 'a', isAddressed: false, text: '@b go' })
  expect(to({ agent: 'b', message: 'go' })).toEqual({
    ok: false,
    sentence: 'The orchestrator "main" has no agent "b".',
    nextStep: 'It has a.',
  })
})

test('a name of any length leaves the sentence short', () => {
  const long = 'x'.repeat(100_000)
  const work = { slack: { channel: 'slack', orchestrator_id: 'main' } }
  for (const message of [
    { channel: long },
    { channel: 'slack', channelProfileId: long },
    { channel: 'slack', agent: long },
  ]) {
    const route = routeOf(message, effective(work))
    expect(route.ok ? '' : route.sentence).toMatch(/^.{200,300}$/)
  }
})
