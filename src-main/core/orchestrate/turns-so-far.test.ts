import { expect, test } from 'vitest'
import { afterTurn, goesOn, stalled, type TurnsSoFar } from './turns-so-far'

const most = 5
/** How long the other side takes to send its next message after an answer, ms; null: all were there from the beginning. */
type Pace = number | null
const person = 60_000
const program = 5

/** The turns of a conversation up to the one that stops it, and that message; null when nothing does. */
function stopped(turns: readonly (readonly [string, string])[], pace: Pace): number | null {
  let so: TurnsSoFar | null = null
  let now = 1_000_000
  for (const [at, [message, answer]] of turns.entries()) {
    const arrivedAt = pace === null ? 1 : now + pace
    if (so !== null && stalled(so, most) !== null && goesOn(so, { message, arrivedAt })) return at
    now = Math.max(now, arrivedAt) + 100
    so = afterTurn(so, { message, arrivedAt, answer, answeredAt: now })
  }
  return null
}
const times = <Value>(count: number, make: (at: number) => Value): Value[] =>
  Array.from({ length: count }, (_, at) => make(at))
const words = [
  'lint',
  'build',
  'test it',
  'deploy',
  'tag',
  'push',
  'clean up',
  'go home',
  'sleep',
  'wake',
  'eat',
  'run',
]
const always = (message: string, answer: string) => times(30, () => [message, answer] as const)

test.each<[string, readonly (readonly [string, string])[], Pace, number | null]>([
  ['different messages, each rightly answered "ok"', times(8, (at) => [words[at] ?? '', 'ok']), person, null],
  ['the same from a program', times(8, (at) => [words[at] ?? '', 'ok']), program, null],
  ['the same put in line at once', times(12, (at) => [words[at] ?? '', 'ok']), null, null],
  ['messages that a person numbers', times(30, (at) => [`mend issue ${at}`, `Mended ${at}.`]), person, null],
  ['numbered messages that were in line at once', times(30, (at) => [`message ${at}`, 'ok']), null, null],
  [
    'numbered messages that were in line at once, each said back',
    times(30, (at) => [`turn ${at}`, `turn ${at}`]),
    null,
    null,
  ],
  ['sums', times(30, (at) => [`${at} * 7`, `${at * 7}`]), person, null],
  ['the very same message and answer', always('thanks', 'You are welcome.'), person, 5],
  [
    'the same but for case, spaces and marks',
    times(30, (at) => [at % 2 ? 'Thanks!' : ' thanks', 'Welcome']),
    person,
    5,
  ],
  ['the same message with other answers', times(30, (at) => ['go on', words[at % 12] ?? '']), program, null],
  ['two programs that count', times(30, (at) => [`ok ${2 * at}`, `ok ${2 * at + 1}`]), program, 6],
  ['two slow ones that count', times(30, (at) => [`ok ${2 * at}`, `ok ${2 * at + 1}`]), person, 6],
  ['an answer that is counted back', times(30, (at) => [`ok ${at}`, 'ok']), program, 6],
  ['a circle of two', times(40, (at) => (at % 2 ? ['pong', 'ping'] : ['ping', 'pong'])), person, 12],
  ['a circle of three', times(40, (at) => [`${'abc'[at % 3]}?`, `${'abc'[at % 3]}!`]), person, 20],
  [
    'a program that words everything anew and gets one answer',
    times(60, (at) => [`${'x'.repeat(at)} y`, 'ok']),
    program,
    20,
  ],
  ['a person who does', times(60, (at) => [`${'x'.repeat(at)} y`, 'ok']), person, null],
])('%s', (_title, turns, pace, at) => {
  expect(stopped(turns, pace)).toBe(at)
})

test('a person who says something else is answered, however often the same was said before', () => {
  expect(stopped([...always('thanks', 'Welcome').slice(0, 5), ['stop it, and mend the build', 'Yes']], person)).toBe(
    null,
  )
  expect(stopped([...always('thanks', 'Welcome').slice(0, 5), ['thanks', 'Welcome']], person)).toBe(5)
})

test('what is remembered stays small whatever is said', () => {
  let so: TurnsSoFar | null = null
  for (const at of times(200, (one) => one)) {
    const text = `${at % 7} ${'y'.repeat(5000)}`
    so = afterTurn(so, { message: text, arrivedAt: at, answer: text, answeredAt: at })
  }
  expect(JSON.stringify(so).length).toBeLessThan(1000)
})
