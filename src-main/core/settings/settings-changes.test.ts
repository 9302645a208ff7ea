import { expect, test } from 'vitest'
import type { Effective } from './settings'
import { changesBetween } from './settings-changes'
import { OrchestratorFile, Settings } from './settings-schema'

function effective(settings: object, orchestrator: object = {}): Effective {
  const agents = { a: { provider: 'practice', can_orchestrate_workflows: true } }
  const file = { id: 'main', selector_agent: 'a', agents, ...orchestrator }
  return {
    settings: Settings.parse(settings),
    text: '',
    orchestrators: new Map([['main', OrchestratorFile.parse(file)]]),
    runbooks: new Map(),
    sharedWorkspaces: new Map(),
    problems: [],
  }
}

const told = (before: Effective, after: Effective): string[] =>
  changesBetween(before, after).changes.map((one) => `${one.where}: ${one.path}: ${one.before} → ${one.after}`)

test('nothing is told of an edit that changes nothing', () => {
  expect(changesBetween(effective({}), effective({ limits: { max_concurrent: 4 } }))).toEqual({ changes: [], more: 0 })
})

test('what an edit changed is told key by key, with defaults as what they stand for', () => {
  const before = effective({ providers: { mine: { kind: 'command', argv: ['x'] } }, orchestrators: { main: {} } })
  const after = effective({
    limits: { max_concurrent: 6 },
    orchestrators: { main: { shared_access: ['docs'] } },
    shared_workspaces: { docs: '/docs' },
    spend: { day_usd: 5 },
  })
  expect(told(before, after)).toEqual([
    'config.yaml: shared_workspaces.docs: null → (several keys)',
    'config.yaml: providers.mine: (several keys) → null',
    'config.yaml: limits.max_concurrent: 4 → 6',
    'config.yaml: spend.day_usd: null → 5',
    'config.yaml: orchestrators.main.shared_access: [] → [docs]',
  ])
})

test('workflows and steps are told by their ids', () => {
  const workflows = (prompt: string, order = ['one', 'two']): object => ({
    workflows: [{ id: 'w', steps: order.map((id) => ({ id, type: 'agent_task', agent: 'a', prompt, next: 'done' })) }],
  })
  expect(told(effective({}, workflows('Go')), effective({}, workflows('Go on')))).toEqual([
    'orchestrator main: workflows.w.steps.one.prompt: Go → Go on',
    'orchestrator main: workflows.w.steps.two.prompt: Go → Go on',
  ])
  expect(told(effective({}, workflows('Go')), effective({}, workflows('Go', ['two', 'one'])))).toEqual([
    'orchestrator main: workflows.w.steps: (several keys) → in another order',
  ])
  expect(told(effective({}, workflows('Go')), effective({}, workflows('Go\nfar')))[0]).toContain(
    '→ (a text of 6 characters)',
  )
})

test('what may be a secret is hidden, what changed of it is not', () => {
  const withSecrets = (secret: string): Effective =>
    effective({
      providers: { mine: { kind: 'command', argv: ['x', secret], env: { KEY: secret } } },
      channels: { slack: { url: secret } },
    })
  const found = told(withSecrets('hunter2'), withSecrets('hunter3'))
  expect(found).toEqual([
    'config.yaml: providers.mine.argv: (hidden) → (hidden)',
    'config.yaml: providers.mine.env.KEY: (hidden) → (hidden)',
    'config.yaml: channels.slack.url: (hidden) → (hidden)',
  ])
})

test('as many changes are told as anybody reads, and values no longer than a line', () => {
  const prices = (price: number): object => ({
    prices: Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`m${at}`, { input_per_million: price, output_per_million: 1 }]),
    ),
  })
  const found = changesBetween(effective(prices(1)), effective(prices(2)))
  expect([found.changes.length, found.more]).toEqual([50, 10])
  const [path] = told(effective({}), effective({ workspaces_path: `/${'x'.repeat(500)}` }))
  expect(path?.length).toBeLessThan(150)
})

test('an orchestrator that comes or goes is one change', () => {
  const none: Effective = { ...effective({}), orchestrators: new Map() }
  expect(told(none, effective({}))).toEqual(['orchestrator main: : null → (several keys)'])
  expect(told(effective({}), none)).toEqual(['orchestrator main: : (several keys) → null'])
})

test('a value that reads like a description is still a value', () => {
  const prompted = (prompt: string): object => ({
    workflows: [{ id: 'w', steps: [{ id: 'one', type: 'agent_task', agent: 'a', prompt, next: 'done' }] }],
  })
  const [value] = changesBetween(effective({}, prompted('Go')), effective({}, prompted('(hidden)'))).changes
  expect(value).toMatchObject({ after: '(hidden)', described: false })
  const [described] = changesBetween(effective({}, prompted('Go')), effective({}, prompted('Go\non'))).changes
  expect(described).toMatchObject({ after: '(a text of 5 characters)', described: true })
  const env = (KEY: string): object => ({ providers: { mine: { kind: 'command', argv: ['x'], env: { KEY } } } })
  expect(changesBetween(effective(env('a')), effective(env('b'))).changes).toMatchObject([{ described: true }])
})
