import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GateFailure } from './gate'
import { Gates, type GatesOptions, readGates } from './gates'

const noon = 1_795_000_000_000
let told: [string, string | null][]
let written: GatesOptions['written']
let park: boolean
let started: string[]

beforeEach(() => {
  vi.useFakeTimers({ now: noon })
  told = []
  written = {}
  park = true
  started = []
})

afterEach(() => {
  vi.useRealTimers()
})

function opened(): Gates {
  return new Gates({
    written,
    write: (gates) => {
      written = gates
    },
    startNow: (items) => started.push(...items),
    rules: () => ({ failures: 1, probeMs: 1000, probeCapMs: 4000, park }),
    changed: (name, sentence) => told.push([name, sentence]),
    now: Date.now,
  })
}

const failure = (change: Partial<GateFailure> = {}): GateFailure => ({
  item: 'a',
  failureClass: 'rate_limited',
  retryable: true,
  resetAt: noon + 3_600_000,
  sentence: 'The limit is reached.',
  nextStep: null,
  ...change,
})

describe('the gates of a home', () => {
  test('let nothing through while parked, and one item once the time has come, also when clocks are far off', () => {
    using gates = opened()
    gates.failed('p', failure())
    expect(gates.admitted('p')).toBe(0)
    expect(gates.admitted('other')).toBe(Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(3_599_000)
    expect(gates.shown('p')).toMatchObject({ state: 'parked', until: noon + 3_600_000 })
    vi.advanceTimersByTime(1000)
    expect(gates.admitted('p')).toBe(1)
    gates.succeeded('p')
    expect(gates.shown('p').state).toBe('closed')
    expect(told.map(([, sentence]) => sentence)).toEqual([
      'p waits for its usage limit: The limit is reached.',
      'p is tried again.',
      'p answers again.',
    ])
  })

  test('write down what is parked, and forget what ended meanwhile', () => {
    {
      using gates = opened()
      gates.failed('p', failure())
      gates.failed('q', failure({ failureClass: 'unauthenticated' }))
    }
    expect(Object.keys(written)).toEqual(['p'])
    {
      using again = opened()
      expect([again.admitted('p'), again.admitted('q')]).toEqual([0, Number.POSITIVE_INFINITY])
    }
    vi.setSystemTime(noon + 3_600_001)
    using later = opened()
    expect(later.admitted('p')).toBe(1)
    later.succeeded('p')
    later.failed('p', failure({ resetAt: Date.now() + 1000 }))
    later.resume('p')
    expect(written).toEqual({})
  })

  test('let the items that shut them start at once when somebody opens them, and only then', () => {
    using gates = opened()
    const failed = (item: string) => gates.failed('p', failure({ item, failureClass: 'non_zero_exit', resetAt: null }))
    failed('a')
    vi.advanceTimersByTime(1000)
    failed('b')
    expect(started).toEqual([])
    gates.resume('p')
    expect(started).toEqual(['b'])
    failed('c')
    gates.passedTest('p')
    expect(started).toEqual(['b', 'c'])
    gates.resume('p')
    expect(started).toEqual(['b', 'c'])
  })

  test('tell nothing while nothing changes', () => {
    using gates = opened()
    gates.succeeded('p')
    gates.failed('p', failure({ failureClass: 'cancelled' }))
    gates.resume('p')
    gates.settingsChanged()
    vi.advanceTimersByTime(86_400_000)
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that wait for a person are tried again after a change of the settings, parked ones when it turns parking off', () => {
    using gates = opened()
    gates.failed('p', failure())
    gates.failed('q', failure({ failureClass: 'missing_binary' }))
    gates.settingsChanged()
    expect([gates.shown('p').state, gates.shown('q').state]).toEqual(['parked', 'probing'])
    park = false
    gates.settingsChanged()
    expect(gates.shown('p').state).toBe('probing')
  })
})

test('a file that holds something else is not taken for gates', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-gates-'))
  try {
    const path = join(folder, 'gates.json')
    expect(readGates(path)).toEqual({})
    await writeFile(path, '{"p": {"until": "soon"}}')
    expect(() => readGates(path)).toThrow()
  } finally {
    await rm(folder, { recursive: true })
  }
})
