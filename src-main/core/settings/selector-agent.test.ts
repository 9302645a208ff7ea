import { expect, test } from 'vitest'
import { selectorOf } from './selector-agent'
import { OrchestratorFile } from './settings-schema'

const agents = (...ids: string[]): object => Object.fromEntries(ids.map((id) => [id, { provider: 'practice' }]))
const flow = (id: string, agent: string | null): object => ({
  id,
  steps: [
    agent === null ? { id: 's', type: 'shell', run: 'true' } : { id: 's', type: 'agent_task', agent, prompt: 'p' },
  ],
})

test.each([
  ['the one that is named', { selector_agent: 'b', agents: agents('a', 'b') }, 'b'],
  ['the only one', { agents: agents('a') }, 'a'],
  ['the only one, among several workflows', { agents: agents('a'), workflows: [flow('v', 'a'), flow('w', 'a')] }, 'a'],
  ['that of the only workflow', { agents: agents('a', 'b'), workflows: [flow('w', 'b')] }, 'b'],
  ['any, where the only workflow needs none', { agents: agents('a', 'b'), workflows: [flow('w', null)] }, 'a'],
  ['nobody, where several could answer', { agents: agents('a', 'b') }, null],
  [
    'nobody, where several could choose',
    { agents: agents('a', 'b'), workflows: [flow('v', 'a'), flow('w', 'b')] },
    null,
  ],
  ['nobody, where there is none', { agents: {} }, null],
])('who chooses is %s', (_title, file, id) => {
  expect(selectorOf(OrchestratorFile.parse({ id: 'main', ...file }))).toBe(id)
})
