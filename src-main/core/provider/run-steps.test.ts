import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RunStep } from '#shared/invocation-events'
import { stepsOfAnthropic } from './run-steps-anthropic'
import { stepsOfOpenai } from './run-steps-openai'

const Transcripts = z.array(z.object({ name: z.string(), stdout: z.array(z.string()) }))

function recorded(program: string, name: string): unknown[] {
  const url = new URL(`./fixtures/transcripts/${program}.json`, import.meta.url)
  const found = Transcripts.parse(JSON.parse(readFileSync(url, 'utf8'))).find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no recording of ${name}`)
  return found.stdout.map((line) => JSON.parse(line))
}

const claude = (name: string): RunStep[] => recorded('claude', name).flatMap(stepsOfAnthropic)
const codex = (name: string): RunStep[] => recorded('codex', name).flatMap(stepsOfOpenai)

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
  expect(stepsOfOpenai({ type: 'item.completed', item: change })).toEqual([
    { kind: 'change', path: '/w/a', change: 'add' },
  ])
  const wrote = {
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'done' }] }] },
    tool_use_result: { type: 'create', filePath: '/w/a' },
  }
  expect(stepsOfAnthropic(wrote)).toEqual([
    { kind: 'result', call: 't', text: 'done', ok: true },
    { kind: 'change', path: '/w/a', change: 'add' },
  ])
})

test('results are told also where the program leaves out what it may leave out', () => {
  const content = [{ type: 'tool_result', tool_use_id: 't', content: 'no such file', is_error: true }]
  expect(stepsOfAnthropic({ type: 'user', message: { content } })).toEqual([
    { kind: 'result', call: 't', text: 'no such file', ok: false },
  ])
  const item = { type: 'mcp_tool_call', id: 'm', server: 's', tool: 'look', status: 'in_progress' }
  expect(stepsOfOpenai({ type: 'item.started', item })).toMatchObject([{ kind: 'tool', call: 'm' }])
})

test('thinking is told apart from text', () => {
  const content = [
    { type: 'thinking', thinking: 'hm' },
    { type: 'text', text: 'Hi.' },
  ]
  expect(stepsOfAnthropic({ type: 'assistant', message: { content } })).toEqual([
    { kind: 'thinking', text: 'hm' },
    { kind: 'text', text: 'Hi.' },
  ])
  expect(stepsOfOpenai({ type: 'item.completed', item: { type: 'reasoning', text: 'hm' } })).toEqual([
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
  expect([...stepsOfAnthropic(value), ...stepsOfOpenai(value)]).toEqual([])
})

test('what is nested too deeply to be written is told of all the same', () => {
  const input: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
  const content = [{ type: 'tool_use', id: 't', name: 'Look', input }]
  const tool = { kind: 'tool', input: '(nested too deeply to be shown)' }
  expect(stepsOfAnthropic({ type: 'assistant', message: { content } })).toMatchObject([tool])
  const item = { type: 'mcp_tool_call', id: 'm', server: 's', tool: 'look', arguments: input }
  expect(stepsOfOpenai({ type: 'item.started', item })).toMatchObject([tool])
})
