import { expect, test } from 'vitest'
import type { InvocationEvent, RunStep } from '#shared/invocation-events'
import { liveRows } from './live-rows'

const events = (...steps: RunStep[]): InvocationEvent[] =>
  steps.map((step, index) => ({ seq: index + 1, at: index, cut: false, ...step }))
const tool = (call: string | null): RunStep => ({ kind: 'tool', call, name: 'Bash', input: 'ls' })
const result = (call: string | null, text = 'done'): RunStep => ({ kind: 'result', call, text, ok: true })

const shown = (...steps: RunStep[]) =>
  liveRows(events(...steps)).map((row) => [row.key, row.event.kind, row.result?.seq ?? null])

test('a result stands with the call it answers', () => {
  expect(shown(tool('a'), tool('b'), { kind: 'text', text: 'meanwhile' }, result('b'), result('a'))).toEqual([
    [1, 'tool', 5],
    [2, 'tool', 4],
    [3, 'text', null],
  ])
})

test('a result whose call is not known stands for itself', () => {
  expect(shown(result('gone'), tool(null), result(null))).toEqual([
    [1, 'result', null],
    [2, 'tool', null],
    [3, 'result', null],
  ])
})

test('a second result of one call is not lost', () => {
  expect(shown(tool('a'), result('a'), result('a', 'again'))).toEqual([
    [1, 'tool', 2],
    [3, 'result', null],
  ])
})
