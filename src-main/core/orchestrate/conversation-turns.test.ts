import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConversationTurns } from './conversation-turns'
import { afterTurn } from './turns-so-far'

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-turns-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'turns.db')
}
const turn = (answeredAt: number) => afterTurn(null, { message: 'a', arrivedAt: 1, answer: 'b', answeredAt })

test('what a conversation came to is known after a restart, until it is forgotten', () => {
  const file = path()
  const first = new ConversationTurns(file)
  first.put('c1', turn(5))
  first[Symbol.dispose]()
  using second = new ConversationTurns(file)
  expect(second.of('c1')).toEqual(turn(5))
  second.forget('c1')
  expect(second.of('c1')).toBeNull()
})

test('the conversations that were answered longest ago give way to newer ones', () => {
  using turns = new ConversationTurns(path(), 2)
  for (const [conversation, at] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    turns.put(conversation, turn(at))
  expect(['a', 'b', 'c'].map((one) => turns.of(one) === null)).toEqual([false, true, false])
})
