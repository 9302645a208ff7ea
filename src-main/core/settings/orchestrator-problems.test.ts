import { expect, test } from 'vitest'
import { orchestratorWarnings } from './orchestrator-problems'
import { OrchestratorFile, Settings } from './settings-schema'

const settings = Settings.parse({})

function warnings(provider: string, permissions: string, outputs: string[]): string[] {
  const step = { id: 'make', type: 'agent_task', agent: 'a', prompt: 'Make it.', outputs, output_files: {} }
  const output_files = Object.fromEntries(outputs.map((key) => [key, `${key}.md`]))
  const file = OrchestratorFile.parse({
    id: 'main',
    selector_agent: 'a',
    agents: { a: { provider, permissions, can_orchestrate_workflows: true } },
    workflows: [{ id: 'w', steps: [{ ...step, output_files }] }],
  })
  return orchestratorWarnings(file, settings).map(({ sentence }) => sentence)
}

test('an agent whose program may write nothing is warned of where it has to hand something in', () => {
  expect(warnings('openai', 'ask-nothing-risky', ['notes'])).toEqual([
    'With "ask-nothing-risky" codex cannot write the outputs of "make"; "a" needs workspace-write.',
  ])
  expect(warnings('openai', 'ask-nothing-risky', [])).toEqual([])
  expect(warnings('openai', 'workspace-write', ['notes'])).toEqual([])
  expect(warnings('anthropic', 'ask-nothing-risky', ['notes'])).toEqual([])
})
