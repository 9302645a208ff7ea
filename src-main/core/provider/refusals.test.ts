import { expect, test } from 'vitest'
import { claudeRefusals } from './providers/claude/refusals'
import { codexRefusals } from './providers/codex/refusals'
import { providerOf } from './providers/registry'
import { Refusals } from './refusals'
import { refusedOf } from './refused-of'

test('the same tool refused again is counted, and the list of tools is bounded', () => {
  const refusals = new Refusals()
  for (let i = 0; i < 1000; i++) refusals.add('Bash')
  for (let i = 0; i < 1000; i++) refusals.add(`mcp__${i}__${'x'.repeat(1000)}`)
  expect(refusals.tools[0]).toEqual({ tool: 'Bash', times: 1000 })
  expect(refusals.tools).toHaveLength(20)
  expect(refusals.tools.every(({ tool }) => tool.length <= 80)).toBe(true)
})

test('what was refused is said with the setting that would allow it', () => {
  const tools = [
    { tool: 'Write', times: 1 },
    { tool: 'Bash', times: 2 },
  ]
  const about = { agent: 'coder', permissions: 'workspace-write' } as const
  expect(refusedOf(tools, { ...about, known: providerOf('anthropic').known })).toEqual({
    tools,
    sentence: '2 tools were refused under workspace-write: Write, Bash (2 times).',
    nextStep: expect.stringMatching(/^Permissions full .* agent coder.*--allowedTools.*config\.yaml\.$/),
  })
  for (const permissions of ['ask-nothing-risky', 'workspace-write', 'full'] as const) {
    for (const kind of ['anthropic', 'openai'] as const) {
      expect(refusedOf(tools, { ...about, known: providerOf(kind).known, permissions })?.nextStep).toMatch(/coder.*\.$/)
    }
  }
  expect(refusedOf([], { ...about, known: providerOf('anthropic').known })).toBe(null)
})

test('claude’s last result lists what it refused', () => {
  const refusals = claudeRefusals()
  refusals.take({ type: 'result', permission_denials: [{ tool_name: 'Edit' }] })
  refusals.take({ type: 'result', permission_denials: [{ tool_name: 'Write' }, { tool_name: 'Bash' }, {}, 7] })
  refusals.take({ type: 'system', permission_denials: [{ tool_name: 'Read' }] })
  refusals.take({ type: 'result' })
  expect(refusals.tools()).toEqual([
    { tool: 'Write', times: 1 },
    { tool: 'Bash', times: 1 },
  ])
})

test('a tool of claude’s own that the run was begun without was refused too', () => {
  const refusals = claudeRefusals()
  const asked = (content: unknown, is_error = true) => ({
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: 't', is_error, content }] },
  })
  refusals.take(asked('<tool_use_error>Error: No such tool available: Bash</tool_use_error>'))
  refusals.take(asked('<tool_use_error>Error: No such tool available: Frobnicate</tool_use_error>'))
  refusals.take(asked('the file says: No such tool available: Write', false))
  refusals.take({ type: 'result', permission_denials: [] })
  expect(refusals.tools()).toEqual([{ tool: 'Bash', times: 1 }])
})

const command = (status: string, output = '') => ({
  type: 'item.completed',
  item: { type: 'command_execution', command: 'x', status, aggregated_output: output },
})

test.each<[string, object, number]>([
  ['a command that was declined', command('declined'), 1],
  ['one that its sandbox kept from writing', command('failed', 'touch: x: Read-only file system\n'), 1],
  ['the same on macOS', command('failed', 'touch: x: Operation not permitted\n'), 1],
  ['one that failed by itself', command('failed', 'no such file\n'), 0],
  ['one that only speaks of it', command('completed', 'Operation not permitted\n'), 0],
  ['a change that was declined', { type: 'item.completed', item: { type: 'file_change', status: 'declined' } }, 1],
  ['a change that failed', { type: 'item.completed', item: { type: 'file_change', status: 'failed' } }, 0],
  ['something else', { type: 'turn.completed' }, 0],
])('codex refused %s', (_name, value, expected) => {
  const refusals = codexRefusals('workspace-write')
  refusals.take(value)
  expect(refusals.tools()).toHaveLength(expected)
})

test('without a sandbox nothing is refused by one', () => {
  const refusals = codexRefusals('full')
  refusals.take(command('failed', 'touch: x: Read-only file system\n'))
  expect(refusals.tools()).toEqual([])
})

test('the log of codex tells what it let no tool do, and which tool failed before it began', () => {
  const refusals = codexRefusals('workspace-write')
  const log = (said: string) =>
    refusals.takeError(`2026-12-01T12:56:21.004072Z ERROR codex_core::tools::router: error=${said}`)
  expect(log('patch rejected: writing outside of the project; rejected by user approval settings')).toEqual([
    { kind: 'error', text: 'Refused: patch rejected: writing outside of the project' },
  ])
  expect(log('apply_patch verification failed: Failed to find expected lines in /w/a:')).toEqual([
    {
      kind: 'error',
      text: 'A tool could not be used: apply_patch verification failed: Failed to find expected lines in /w/a:',
    },
  ])
  expect(refusals.takeError('2026-12-01T12:56:21Z ERROR codex_api::endpoint: no')).toEqual([])
  expect(refusals.tools()).toEqual([{ tool: 'apply_patch', times: 1 }])
})
