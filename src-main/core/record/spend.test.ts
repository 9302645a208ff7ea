import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Invocation, Usage } from '#shared/invocation'
import { Spend } from './spend'
import { dayEnd, dayOf } from './spend-caps'
import { SpendWatch } from './spend-watch'

let folder: string
let spend: Spend
const failed = (error: unknown) => {
  throw error
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-spend-'))
  spend = new Spend(join(folder, 'history.db'), failed)
})

afterEach(async () => {
  vi.useRealTimers()
  spend[Symbol.dispose]()
  await rm(folder, { recursive: true })
})

const noon = new Date(2026, 10, 20, 12).getTime()
let made = 0

function run(costUsd: number | null, change: Partial<Invocation> = {}): Invocation {
  made++
  const usage: Usage = { inputTokens: 100, outputTokens: 10, costUsd }
  return {
    ...{ id: `run-${String(made).padStart(6, '0')}`, lane: 'queue', itemId: 'i-1', itemFile: 'f', attempt: 1 },
    ...{ agent: 'default', orchestrator: 'main', provider: 'openai', model: 'm', argv: [], cwd: '/', promptPath: '' },
    ...{ contextPath: '', status: 'succeeded', pid: 1, processStartedAt: null, startedAt: noon, endedAt: noon },
    ...{ exitCode: 0, signal: null, timedOut: false, failureClass: null, reason: null, sessionId: null },
    ...{ stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
    usage,
    ...change,
  }
}

describe('what was spent', () => {
  test('is summed by day, agent, provider, lane and item', () => {
    spend.record(run(0.5))
    spend.record(run(0.25, { itemId: 'i-2', agent: 'other', provider: 'anthropic' }))
    spend.record(run(1, { endedAt: noon - 86_400_000 }))
    spend.record(run(8, { endedAt: noon - 9 * 86_400_000 }))
    const by = (grouping: Parameters<Spend['summary']>[0]['by']) =>
      spend.summary({ by: grouping, days: 2, limit: 10 }, noon).map(({ name, costUsd }) => [name, costUsd])
    expect(by('day')).toEqual([
      ['2026-11-20', 0.75],
      ['2026-11-19', 1],
    ])
    expect(by('agent')).toEqual([
      ['main/default', 1.5],
      ['main/other', 0.25],
    ])
    expect(by('provider')).toEqual([
      ['openai', 1.5],
      ['anthropic', 0.25],
    ])
    expect(by('lane')).toEqual([['queue', 1.75]])
    expect(by('item')).toEqual([
      ['queue/i-1', 1.5],
      ['queue/i-2', 0.25],
    ])
    expect(spend.itemCost('queue', 'i-1')).toBe(9.5)
  })

  test('counts a run once, and tells of costs that are unknown or reckoned', () => {
    const first = run(null)
    spend.record(first)
    spend.record(first)
    spend.record(run(0.5, { usage: { inputTokens: 7, outputTokens: null, costUsd: 0.5, costEstimated: true } }))
    expect(spend.day('2026-11-20')).toMatchObject({
      runs: 2,
      unpricedRuns: 1,
      inputTokens: 107,
      outputTokens: 10,
      costUsd: 0.5,
      estimated: true,
    })
  })

  test('is the same whether added up run by run or all at once', () => {
    const runs = [
      run(0.1),
      run(null, { agent: 'other' }),
      run(0.2, { lane: 'side', usage: { inputTokens: 7, outputTokens: null, costUsd: 0.2, costEstimated: true } }),
      run(9, { endedAt: noon - 86_400_000 }),
    ]
    for (const one of runs) {
      spend.record(one)
      spend.record(one)
      spend.day('2026-11-20')
    }
    const kept = spend.day('2026-11-20')
    spend.day('2026-11-19')
    const { costUsd, ...others } = spend.day('2026-11-20')
    expect(kept).toMatchObject(others)
    expect(kept.costUsd).toBeCloseTo(costUsd, 9)
    expect(others).toMatchObject({ runs: 3, unpricedRuns: 1, inputTokens: 207, outputTokens: 20, estimated: true })
    expect([...others.agents]).toEqual([
      ['main/default', expect.closeTo(0.3, 9)],
      ['main/other', 0],
    ])
  })

  test('is never told without a run that could not be noted, which is noted once that is possible', () => {
    vi.useFakeTimers({ now: noon })
    const troubles: unknown[] = []
    using other = new Spend(join(folder, 'other.db'), (error) => troubles.push(error))
    other.record(run(0.5))
    expect(other.day('2026-11-20').costUsd).toBe(0.5)
    using database = new DatabaseSync(join(folder, 'other.db'))
    database.exec("CREATE TRIGGER no BEFORE INSERT ON spend BEGIN SELECT RAISE(ABORT, 'refused'); END")
    other.record(run(0.25))
    other.record(run(1))
    expect(() => other.day('2026-11-20')).toThrow('could not be noted')
    expect(() => other.itemCost('queue', 'i-1')).toThrow('could not be noted')
    other.record(run(2))
    vi.advanceTimersByTime(10_000)
    expect(() => other.day('2026-11-20')).toThrow('could not be noted')
    expect(troubles).toHaveLength(1)
    database.exec('DROP TRIGGER no')
    vi.advanceTimersByTime(10_000)
    expect(other.day('2026-11-20')).toMatchObject({ costUsd: 3.75, runs: 4 })
    expect(other.itemCost('queue', 'i-1')).toBe(3.75)
  })

  test('is kept over a restart', () => {
    spend.record(run(0.5))
    spend[Symbol.dispose]()
    spend = new Spend(join(folder, 'history.db'), failed)
    expect(spend.day('2026-11-20').costUsd).toBe(0.5)
  })
})

describe('a spend cap', () => {
  type Caps = ReturnType<ConstructorParameters<typeof SpendWatch>[0]['caps']>
  let caps: Caps = {}
  const watched = (
    from: ConstructorParameters<typeof SpendWatch>[0]['spend'] = spend,
    troubled: (error: unknown) => void = failed,
  ) => new SpendWatch({ spend: from, caps: () => caps, troubled, changed: () => {}, now: Date.now })
  beforeEach(() => {
    vi.useFakeTimers({ now: noon })
  })

  const holds: Record<string, (watch: SpendWatch) => boolean> = {
    day_usd: (watch) => watch.holdsAll(),
    lane_usd_per_day: (watch) => watch.holdsLane('queue'),
    agent_usd_per_day: (watch) => watch.holdsAgent('main/default'),
  }

  test.each(Object.keys(holds))('%s fires when it is reached, and lifts when it is raised or the day ends', (name) => {
    caps = { [name]: 1 }
    using watch = watched()
    const held = () => holds[name]?.(watch)
    watch.recorded(run(0.99))
    expect(held()).toBe(false)
    watch.recorded(run(0.01))
    expect(held()).toBe(true)
    expect(watch.holding('queue', 'main/default')).toMatchObject({ capUsd: 1, until: dayEnd(noon) })
    caps = { [name]: 2 }
    watch.refresh()
    expect(held()).toBe(false)
    watch.recorded(run(1))
    expect(held()).toBe(true)
    vi.advanceTimersByTime(dayEnd(noon) - noon - 1)
    expect(held()).toBe(true)
    vi.advanceTimersByTime(60 * 60_000)
    expect(held()).toBe(false)
    expect(watch.today).toMatchObject({ day: dayOf(dayEnd(noon)), costUsd: 0, runs: 0 })
  })

  test.each([
    ['day_usd', 'This home may spend nothing.'],
    ['lane_usd_per_day', 'No lane may spend anything.'],
    ['agent_usd_per_day', 'No agent may spend anything.'],
  ])('%s of nothing holds the very first run, for good', (name, sentence) => {
    caps = { [name]: 0 }
    using watch = watched()
    expect(holds[name]?.(watch)).toBe(true)
    expect(watch.holding('queue', 'main/default')).toMatchObject({ sentence, capUsd: 0, until: null })
    vi.advanceTimersByTime(48 * 3_600_000)
    expect(holds[name]?.(watch)).toBe(true)
    caps = { [name]: 1 }
    watch.refresh()
    expect(holds[name]?.(watch)).toBe(false)
  })

  test('holds everything while what was spent cannot be read, and lets go once it can', () => {
    caps = { item_usd: 1 }
    let broken = false
    const there = () => {
      if (broken) throw new Error('the disk is gone')
      return spend
    }
    const breaking: Pick<Spend, 'day' | 'itemCost' | 'record'> = {
      day: (day) => there().day(day),
      itemCost: (lane, item) => there().itemCost(lane, item),
      record: (invocation) => there().record(invocation),
    }
    const troubles: unknown[] = []
    using watch = watched(breaking, (error) => troubles.push(error))
    expect([watch.holdsAll(), watch.itemHeld('queue', 'i-1')]).toEqual([false, null])
    broken = true
    expect(watch.itemHeld('queue', 'i-1')).toContain('cannot be read')
    expect(watch.holdsAll()).toBe(true)
    expect(watch.holding('queue', 'main/default')?.sentence).toContain('cannot be read')
    expect(troubles).toHaveLength(1)
    vi.advanceTimersByTime(10_000)
    expect(watch.holdsAll()).toBe(true)
    broken = false
    vi.advanceTimersByTime(2000)
    expect([watch.holdsAll(), watch.trouble, watch.itemHeld('queue', 'i-1')]).toEqual([false, null, null])
    caps = {}
    broken = true
    watch.refresh()
    expect(watch.holdsAll()).toBe(false)
  })

  test('holds everything while what runs used cannot be noted', () => {
    caps = { day_usd: 1 }
    using other = new Spend(join(folder, 'other.db'), () => {})
    using watch = watched(other, () => {})
    using database = new DatabaseSync(join(folder, 'other.db'))
    database.exec("CREATE TRIGGER no BEFORE INSERT ON spend BEGIN SELECT RAISE(FAIL, 'the disk is full'); END")
    watch.recorded(run(0.5))
    expect(watch.holdsAll()).toBe(true)
    database.exec('DROP TRIGGER no')
    vi.advanceTimersByTime(10_000)
    expect([watch.holdsAll(), watch.today.costUsd]).toEqual([false, 0.5])
  })

  test('for other lanes and agents holds nobody else', () => {
    caps = { lane_usd_per_day: 1, agent_usd_per_day: 1 }
    using watch = watched()
    watch.recorded(run(2, { lane: 'other', agent: 'other' }))
    expect(watch.holding('queue', 'main/default')).toBeNull()
    expect(watch.holding('other', 'x')).toMatchObject({ scope: 'lane' })
  })

  test('for an item fires whatever the day, and lifts when it is raised', () => {
    caps = { item_usd: 1 }
    using watch = watched()
    watch.recorded(run(1, { endedAt: noon - 86_400_000 }))
    expect(watch.itemHeld('queue', 'i-1')).toContain('$1.00')
    expect(watch.itemHeld('queue', 'i-2')).toBeNull()
    caps = { item_usd: 1.5 }
    expect(watch.itemHeld('queue', 'i-1')).toBeNull()
  })

  test('keep what they know when the sums cannot be read, also when it is a timer that asks', () => {
    const other = new Spend(join(folder, 'other.db'), failed)
    const troubles: unknown[] = []
    using watch = watched(other, (error) => troubles.push(error))
    other[Symbol.dispose]()
    vi.advanceTimersByTime(13 * 3_600_000)
    expect(troubles.length).toBeGreaterThan(0)
    expect(watch.today.day).toBe(dayOf(noon))
  })
})
