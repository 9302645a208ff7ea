import { expect, test } from 'vitest'
import { agentGroup, agentOfGroup, agentOwner } from './agent-group'

test('the name of an agent’s group tells whose agent it is', () => {
  for (const kind of ['orchestrator', 'queue'] as const) {
    const source = { kind, name: 'main' }
    expect(agentOfGroup(agentGroup(source, 'default'))).toEqual({ source, agentId: 'default' })
  }
  expect(['pmain', 'cpanel', 'qbugs', '', 'ao:main'].map(agentOfGroup)).toEqual([null, null, null, null, null])
})

test('a queue and an orchestrator of one name do not share what their agents spend', () => {
  const names = (['orchestrator', 'queue'] as const).map((kind) => agentOwner({ kind, name: 'main' }))
  expect(new Set(names).size).toBe(2)
})
