import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import { stepsOfClaude } from './claude/run-steps'
import { codexSteps } from './codex/run-steps'

const stepsOfCodex = (value: unknown) => codexSteps()(value)

const Transcripts = z.array(z.object({ name: z.string(), stdout: z.array(z.string()) }))

function recorded(program: string, name: string): unknown[] {
  const url = new URL(`../../../testing/recordings/${program}.json`, import.meta.url)
  const found = Transcripts.parse(JSON.parse(readFileSync(url, 'utf8'))).find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no recording of ${name}`)
  return found.stdout.map((line) => JSON.parse(line))
}

const claude = (name: string): RunStep[] => recorded('claude', name).flatMap(stepsOfClaude)
const codex = (name: string): RunStep[] => recorded('codex', name).flatMap(codexSteps())

test('both programs tell of a command, its result and the answer in the same words', () => {
  for (const steps of [claude('an answer after a command'), codex('an answer after a command')]) {
    expect(steps.map((step) => step.kind)).toEqual(['tool', 'result', 'text'])
    const [tool, result] = steps
    if (tool?.kind !== 'tool' || result?.kind !== 'result') throw new Error('not these')
    expect(tool.call).toBe(result.call)
    expect(tool.input).not.toMatch(/^\{/)
  }
})

test('a command that was denied has a result that is not well', () => {
  expect(claude('an answer although a command was denied')).toContainEqual(
    expect.objectContaining({ kind: 'result', ok: false }),
  )
})

test('tries of the program itself are counted, and what they ended in is an error', () => {
  const steps = claude('429 from the model')
  expect(steps.filter((step) => step.kind === 'retry')).toMatchObject([
    { attempt: 1, of: 3, text: 'HTTP 429, rate_limit' },
    { attempt: 2, of: 3 },
    { attempt: 3, of: 3 },
  ])
  expect(steps.at(-1)).toMatchObject({ kind: 'error', text: expect.stringContaining('429') })
  const others = codex('401 from the model')
  expect(others.slice(0, 5)).toMatchObject([1, 2, 3, 4, 5].map((attempt) => ({ kind: 'retry', attempt, of: 5 })))
  expect(others.at(-1)).toMatchObject({ kind: 'error', text: expect.stringContaining('401') })
})

test('changes of files are told with their kind', () => {
  const change = { type: 'file_change', changes: [{ path: '/w/a', kind: 'add' }] }
  expect(stepsOfCodex({ type: 'item.completed', item: change })).toEqual([
    { kind: 'change', path: '/w/a', change: 'add', ok: true },
  ])
  const wrote = {
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'done' }] }] },
    tool_use_result: { type: 'create', filePath: '/w/a' },
  }
  expect(stepsOfClaude(wrote)).toEqual([
    { kind: 'result', call: 't', text: 'done', ok: true },
    { kind: 'change', path: '/w/a', change: 'add', ok: true },
  ])
})

const done = (item: object) => stepsOfCodex({ type: 'item.completed', item })

test.each([
  ['failed', false],
  ['declined', false],
  ['completed', true],
  [undefined, true],
])('a change of files with the status %s was made: %s', (status, ok) => {
  const changes = [
    { path: 'src/a.py', kind: 'update' },
    { path: 'src/b.py', kind: 'delete' },
  ]
  expect(done({ id: 'i4', type: 'file_change', changes, status })).toEqual([
    { kind: 'change', path: 'src/a.py', change: 'update', ok },
    { kind: 'change', path: 'src/b.py', change: 'delete', ok },
  ])
})

test.each<[object, boolean, string]>([
  [{ exit_code: 0, status: 'completed', aggregated_output: 'a' }, true, 'a'],
  [{ exit_code: 3, status: 'failed', aggregated_output: 'no' }, false, 'no'],
  [{ exit_code: 0, status: 'failed' }, false, ''],
  [{ exit_code: null, status: 'declined' }, false, 'It was not let run.'],
  [{ exit_code: null, status: 'completed' }, true, ''],
  [{ exit_code: null, status: '' }, false, ''],
  [{ exit_code: 0 }, true, ''],
])('a command that ended with %j went well: %s', (ended, ok, text) => {
  expect(done({ id: 'i', type: 'command_execution', command: 'ls', ...ended })).toEqual([
    { kind: 'tool', call: 'i', name: 'shell', input: 'ls' },
    { kind: 'result', call: 'i', text, ok },
  ])
})

test('a call that was told of when it began is told of once', () => {
  const steps = codexSteps()
  const item = { id: 'i', type: 'command_execution', command: 'ls', exit_code: null, status: 'in_progress' }
  const lines = [
    { type: 'item.started', item },
    { type: 'item.completed', item: { ...item, exit_code: 0, status: 'completed' } },
  ]
  expect(lines.flatMap(steps).map((step) => step.kind)).toEqual(['tool', 'result'])
})

test.each<[object, boolean, string]>([
  [{ status: 'completed', result: { content: [{ type: 'text', text: 'a bench' }] } }, true, 'a bench'],
  [{ status: 'failed', result: { content: [{ type: 'text', text: 'closed' }] }, error: null }, false, 'closed'],
  [{ status: 'failed', result: null, error: { message: 'no such tool' } }, false, 'no such tool'],
  [{ status: 'completed', error: { message: 'timed out' } }, false, 'timed out'],
  [{ status: 'completed', result: null }, true, ''],
])('a call of an MCP tool that ended with %j went well: %s', (ended, ok, text) => {
  expect(done({ id: 'm', type: 'mcp_tool_call', server: 'lab', tool: 'look', arguments: {}, ...ended })).toEqual([
    { kind: 'tool', call: 'm', name: 'lab.look', input: '{}' },
    { kind: 'result', call: 'm', text, ok },
  ])
})

test('searches, lists of what is to be done and other agents are told of', () => {
  expect(done({ id: 'w', type: 'web_search', query: 'herrings', action: { type: 'search' } })).toEqual([
    { kind: 'tool', call: 'w', name: 'web_search', input: 'herrings' },
  ])
  expect(
    done({ id: 'w', type: 'web_search', query: '', action: { type: 'open_page', url: 'https://a.example' } }),
  ).toEqual([{ kind: 'tool', call: 'w', name: 'web_search', input: 'https://a.example' }])
  expect(done({ id: 'w', type: 'web_search', query: 'x', status: 'failed' })).toContainEqual(
    expect.objectContaining({ kind: 'result', ok: false }),
  )
  const items = [
    { text: 'look', completed: true },
    { text: 'tell', completed: false },
  ]
  for (const type of ['item.started', 'item.updated']) {
    expect(stepsOfCodex({ type, item: { id: 't', type: 'todo_list', items } })).toEqual([
      { kind: 'tool', call: null, name: 'todo_list', input: '[x] look\n[ ] tell' },
    ])
  }
  expect(done({ id: 'c', type: 'collab_tool_call', tool: 'spawn_agent', prompt: 'look', status: 'failed' })).toEqual([
    { kind: 'tool', call: 'c', name: 'spawn_agent', input: 'look' },
    { kind: 'result', call: 'c', text: '', ok: false },
  ])
})

test('an older codex, which names kinds otherwise, is understood', () => {
  expect(done({ id: 'i2', item_type: 'assistant_message', text: 'Listed.' })).toEqual([
    { kind: 'text', text: 'Listed.' },
  ])
  expect(
    done({ id: 'i1', item_type: 'command_execution', command: 'ls', exit_code: 0, status: 'completed' }),
  ).toHaveLength(2)
})

test('an MCP server that is not there is told of, and one that is, is not', () => {
  const servers = [
    { name: 'lab', status: 'connected' },
    { name: 'broken', status: 'failed' },
    { name: 'theirs', status: 'needs-auth' },
    { name: 'slow', status: 'pending' },
    'strange',
  ]
  expect(stepsOfClaude({ type: 'system', subtype: 'init', mcp_servers: servers })).toEqual([
    { kind: 'error', text: 'The MCP server broken is not there for this run: failed.' },
    { kind: 'error', text: 'The MCP server theirs is not there for this run: needs-auth.' },
  ])
})

test('a command of claude’s that was interrupted did not go well, whatever its result says', () => {
  const content = [{ type: 'tool_result', tool_use_id: 't', content: '', is_error: false }]
  const line = { type: 'user', message: { content }, tool_use_result: { stdout: '', interrupted: true } }
  expect(stepsOfClaude(line)).toEqual([{ kind: 'result', call: 't', text: '', ok: false }])
})

test('tools that the model’s own server runs are told of with how they ended', () => {
  const content = [
    { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'herrings' } },
    { type: 'web_search_tool_result', tool_use_id: 's1', content: { type: 'error', error_code: 'max_uses_exceeded' } },
    { type: 'mcp_tool_use', id: 's2', name: 'look', server_name: 'lab', input: {} },
    { type: 'mcp_tool_result', tool_use_id: 's2', is_error: true, content: [{ type: 'text', text: 'closed' }] },
  ]
  expect(stepsOfClaude({ type: 'assistant', message: { content } })).toEqual([
    { kind: 'tool', call: 's1', name: 'web_search', input: '{"query":"herrings"}' },
    { kind: 'result', call: 's1', text: 'max_uses_exceeded', ok: false },
    { kind: 'tool', call: 's2', name: 'lab.look', input: '{}' },
    { kind: 'result', call: 's2', text: 'closed', ok: false },
  ])
})

test('results are told also where the program leaves out what it may leave out', () => {
  const content = [{ type: 'tool_result', tool_use_id: 't', content: 'no such file', is_error: true }]
  expect(stepsOfClaude({ type: 'user', message: { content } })).toEqual([
    { kind: 'result', call: 't', text: 'no such file', ok: false },
  ])
  const item = { type: 'mcp_tool_call', id: 'm', server: 's', tool: 'look', status: 'in_progress' }
  expect(stepsOfCodex({ type: 'item.started', item })).toMatchObject([{ kind: 'tool', call: 'm' }])
})

test('thinking is told apart from text', () => {
  const content = [
    { type: 'thinking', thinking: 'hm' },
    { type: 'text', text: 'Hi.' },
  ]
  expect(stepsOfClaude({ type: 'assistant', message: { content } })).toEqual([
    { kind: 'thinking', text: 'hm' },
    { kind: 'text', text: 'Hi.' },
  ])
  expect(stepsOfCodex({ type: 'item.completed', item: { type: 'reasoning', text: 'hm' } })).toEqual([
    { kind: 'thinking', text: 'hm' },
  ])
})

test.each([
  null,
  7,
  'text',
  {},
  { type: 'assistant' },
  { type: 'item.completed' },
  { type: 'item.completed', item: { type: 'new' } },
])('a line that nobody expected tells nothing: %j', (value) => {
  expect([...stepsOfClaude(value), ...stepsOfCodex(value)]).toEqual([])
})

test('what is nested too deeply to be written is told of all the same', () => {
  const input: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
  const content = [{ type: 'tool_use', id: 't', name: 'Look', input }]
  const tool = { kind: 'tool', input: '(nested too deeply to be shown)' }
  expect(stepsOfClaude({ type: 'assistant', message: { content } })).toMatchObject([tool])
  const item = { type: 'mcp_tool_call', id: 'm', server: 's', tool: 'look', arguments: input }
  expect(stepsOfCodex({ type: 'item.started', item })).toMatchObject([tool])
})
