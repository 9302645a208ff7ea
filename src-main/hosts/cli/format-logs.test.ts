import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { LogLine } from '#shared/log-line'
import { formatLogLines } from './format-logs'
import { paintFor, unpainted } from './paint'
import { Voice } from './voice'

beforeAll(() => void vi.stubEnv('TZ', 'UTC'))
afterAll(() => void vi.unstubAllEnvs())

const lines: LogLine[] = [
  {
    offset: 0,
    at: '2026-11-20T10:02:11.007Z',
    level: 'info',
    scope: 'core',
    sentence: 'The home was opened',
    facts: '{"host":"browser"}',
  },
  {
    offset: 90,
    at: '2026-11-20T10:02:12.000Z',
    level: 'warn',
    scope: 'recovery',
    sentence: 'Back in line',
    facts: null,
  },
  {
    offset: 160,
    at: '2026-11-20T10:02:13.000Z',
    level: 'error',
    scope: 'lane',
    sentence: 'A step\nwas refused \u001B]0;title\u0007\u001B[31mred',
    facts: '{"lane":"queue"}',
  },
  { offset: 250, at: 'some day', level: 'debug', scope: '', sentence: 'Who knows', facts: null },
]

test('the log for people has one line per line, and nothing in it that a terminal would obey', () => {
  expect(`\n${formatLogLines(lines, unpainted)}\n`).toMatchInlineSnapshot(`
    "
    2026-11-20 10:02:11  info   core         The home was opened {"host":"browser"}
    2026-11-20 10:02:12  warn   recovery     Back in line
    2026-11-20 10:02:13  error  lane         A step was refused red {"lane":"queue"}
    some day  debug               Who knows
    "
  `)
})

test('the log for programs is one document, and one document a line while it is followed', () => {
  const written: string[] = []
  const outlet = { write: (text: string) => void written.push(text), isTerminal: true, columns: 80 }
  const voice = new Voice({ out: outlet, err: outlet, env: {} }, true)
  voice.answer({ lines: lines.slice(1, 2) }, () => 'for people')
  for (const line of lines.slice(0, 2)) voice.next(line, () => 'for people')
  voice.note('for people')
  voice.live('for people')
  expect(`\n${written.join('')}`).toMatchInlineSnapshot(`
    "
    {
      "lines": [
        {
          "offset": 90,
          "at": "2026-11-20T10:02:12.000Z",
          "level": "warn",
          "scope": "recovery",
          "sentence": "Back in line",
          "facts": null
        }
      ]
    }
    {"offset":0,"at":"2026-11-20T10:02:11.007Z","level":"info","scope":"core","sentence":"The home was opened","facts":"{\\"host\\":\\"browser\\"}"}
    {"offset":90,"at":"2026-11-20T10:02:12.000Z","level":"warn","scope":"recovery","sentence":"Back in line","facts":null}
    "
  `)
})

test('colours are for terminals only, and for nobody who asked for none', () => {
  expect(paintFor(true, {})('red', 'x')).toBe('\u001B[31mx\u001B[39m')
  for (const painted of [paintFor(false, {}), paintFor(true, { NO_COLOR: '1' }), paintFor(true, { TERM: 'dumb' })]) {
    expect(painted('red', 'x')).toBe('x')
  }
})
