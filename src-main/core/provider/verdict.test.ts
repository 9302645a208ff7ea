import { expect, test } from 'vitest'
import { type Ending, failure } from './outcome'
import { decides, type EndedAs, endedAs, endings, judged, type Said } from './verdict'

const ending = (change: Partial<Ending> = {}): Ending => ({
  spawnError: null,
  endedBy: null,
  exitCode: 0,
  signal: null,
  stderrTail: '',
  ...change,
})

const ended: Record<EndedAs, Ending> = {
  zero: ending(),
  non_zero: ending({ exitCode: 1 }),
  signal: ending({ exitCode: null, signal: 'SIGKILL' }),
  never: ending({ exitCode: null, signal: 'SIGKILL', endedBy: { kind: 'timeout', afterMs: 1000 } }),
  stopped: ending({ exitCode: 130, endedBy: { kind: 'stop', why: 'The supervisor was stopped.' } }),
  canceled: ending({ exitCode: 130, endedBy: { kind: 'cancel', why: 'The run was canceled.' } }),
  not_started: ending({ exitCode: null, spawnError: { code: 'ENOENT', message: 'spawn ENOENT' } }),
}

const said: Record<Said['kind'], Said> = {
  answer: { kind: 'answer', text: 'Hi.', lastWords: false },
  silence: { kind: 'silence', sentence: 'It said nothing.' },
  refusal: { kind: 'refusal', sentence: 'The model refused.' },
  error: { kind: 'error', failure: failure('rate_limited', true, 'The limit is reached.') },
  broken_off: { kind: 'broken_off', failure: failure('non_zero_exit', true, 'It was interrupted.') },
  nothing: { kind: 'nothing' },
}

/** The table of the docs: what becomes of an attempt, and whether it may be made again. */
const table: Record<Said['kind'], Record<EndedAs, string>> = {
  answer: {
    zero: 'answered',
    non_zero: 'answered',
    signal: 'answered',
    never: 'answered',
    stopped: 'answered',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
  silence: {
    zero: 'asks a person',
    non_zero: 'asks a person',
    signal: 'asks a person',
    never: 'asks a person',
    stopped: 'asks a person',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
  refusal: {
    zero: 'refused',
    non_zero: 'refused',
    signal: 'refused',
    never: 'refused',
    stopped: 'refused',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
  error: {
    zero: 'rate_limited, again',
    non_zero: 'rate_limited, again',
    signal: 'rate_limited, again',
    never: 'rate_limited, again',
    stopped: 'cancelled',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
  broken_off: {
    zero: 'non_zero_exit, again',
    non_zero: 'non_zero_exit, again',
    signal: 'non_zero_exit, again',
    never: 'timed_out, again',
    stopped: 'cancelled',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
  nothing: {
    zero: 'empty_output, again',
    non_zero: 'empty_output, again',
    signal: 'killed, again',
    never: 'timed_out, again',
    stopped: 'cancelled',
    canceled: 'cancelled',
    not_started: 'missing_binary',
  },
}

const cells = Object.values(said).flatMap((one) => endings.map((how) => [one.kind, how, table[one.kind][how]] as const))

test.each(cells)('said %s, ended %s: %s', (kind, how, expected) => {
  expect(endedAs(ended[how])).toBe(how)
  const conclusion = judged({
    program: 'tool',
    said: said[kind],
    ending: ended[how],
    sessionId: 's',
    usage: null,
    left: () => failure('empty_output', true, 'It left without a word.'),
  })
  expect(conclusion.sessionId).toBe('s')
  if (conclusion.ok) expect('answered').toBe(expected)
  else if (conclusion.silent) expect('asks a person').toBe(expected)
  else expect(`${conclusion.failureClass}${conclusion.retryable ? ', again' : ''}`).toBe(expected)
})

test('an attempt is made again only when nothing says that its work was done', () => {
  for (const kind of ['answer', 'silence', 'refusal'] as const) {
    for (const how of endings) {
      const isOurs = how === 'canceled' || how === 'not_started'
      expect(decides(kind, how)).toBe(isOurs ? 'ended' : 'said')
    }
  }
})
