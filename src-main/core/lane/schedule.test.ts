import { describe, expect, test } from 'vitest'
import { type Candidate, Schedule } from './schedule'

const any = (): boolean => true

function candidate(file: string, change: Partial<Candidate> = {}): Candidate {
  return {
    file,
    ms: Number(/\d+/.exec(file)?.[0] ?? 0),
    ns: 0,
    arrival: 0,
    key: null,
    group: 'p',
    notBefore: 0,
    holdsKey: false,
    ...change,
  }
}

function scheduleOf(...candidates: Candidate[]): Schedule {
  const schedule = new Schedule()
  for (const one of candidates) schedule.add(one)
  return schedule
}

/** Every candidate taken so far in a test, by name. */
const active = new Map<string, Candidate>()

const takeAll = (schedule: Schedule, now = 0, hasSlot: (group: string) => boolean = any): string[] => {
  const taken: string[] = []
  for (let one = schedule.take(now, hasSlot); one !== null; one = schedule.take(now, hasSlot)) {
    taken.push(one.file)
    active.set(one.file, one)
  }
  return taken
}

function end(schedule: Schedule, file: string): void {
  const candidate = active.get(file)
  if (candidate === undefined) throw new Error(`${file} was not taken`)
  schedule.end(candidate)
}

describe('the schedule', () => {
  test('starts every item that waits for its retry before the others of its key, also when one of several has had its turn', () => {
    const key = 'k'
    const schedule = scheduleOf(candidate('a1', { key, holdsKey: true }), candidate('g2', { key, holdsKey: true }))
    expect(takeAll(schedule)).toEqual(['a1'])
    schedule.add(candidate('b1', { key }))
    end(schedule, 'a1')
    expect(takeAll(schedule)).toEqual(['g2'])
  })

  test('starts items without a key oldest first, equal times by nanoseconds and then by name', () => {
    const schedule = scheduleOf(
      candidate('c3'),
      candidate('b1', { ns: 5 }),
      candidate('a1', { ns: 5 }),
      candidate('z1', { ns: 4 }),
    )
    expect(takeAll(schedule)).toEqual(['z1', 'a1', 'b1', 'c3'])
  })

  test('starts one item of a key at a time, oldest first', () => {
    const schedule = scheduleOf(
      candidate('2', { key: 'k' }),
      candidate('1', { key: 'k' }),
      candidate('3', { key: 'k' }),
    )
    expect(takeAll(schedule)).toEqual(['1'])
    end(schedule, '1')
    expect(takeAll(schedule)).toEqual(['2'])
    end(schedule, '2')
    expect(takeAll(schedule)).toEqual(['3'])
    end(schedule, '3')
    expect(schedule.active).toBe(0)
    expect(schedule.waiting).toBe(0)
  })

  test('never lets a busy key delay another key', () => {
    const schedule = scheduleOf(...Array.from({ length: 100 }, (_, at) => candidate(`${at}`, { key: 'busy' })))
    expect(takeAll(schedule)).toEqual(['0'])
    schedule.add(candidate('500', { key: 'other' }))
    expect(takeAll(schedule)).toEqual(['500'])
  })

  test('holds a key for its failed item until that has been tried again, even against older items', () => {
    const schedule = scheduleOf(candidate('5', { key: 'k', notBefore: 100, holdsKey: true }))
    schedule.add(candidate('1', { key: 'k' }))
    expect(takeAll(schedule, 50)).toEqual([])
    expect(schedule.isBusy('k')).toBe(true)
    expect(schedule.nextWake()).toBe(100)
    expect(takeAll(schedule, 100)).toEqual(['5'])
    end(schedule, '5')
    expect(takeAll(schedule, 100)).toEqual(['1'])
  })

  test('holds a key for the second of two failed items when the first has been tried again', () => {
    const failed = { key: 'k', holdsKey: true }
    const schedule = scheduleOf(candidate('4', failed), candidate('5', failed), candidate('1', { key: 'k' }))
    expect(takeAll(schedule)).toEqual(['4'])
    end(schedule, '4')
    expect(takeAll(schedule)).toEqual(['5'])
    end(schedule, '5')
    expect(takeAll(schedule)).toEqual(['1'])
  })

  test('skips groups without a free slot and goes on with the others', () => {
    const schedule = scheduleOf(candidate('1', { group: 'full' }), candidate('2', { group: 'free' }))
    expect(takeAll(schedule, 0, (group) => group === 'free')).toEqual(['2'])
    expect(takeAll(schedule)).toEqual(['1'])
  })

  test('forgets what is removed, and lets the next of its key go', () => {
    const schedule = scheduleOf(candidate('1', { key: 'k' }), candidate('2', { key: 'k' }))
    schedule.remove('1')
    schedule.remove('unknown')
    expect(takeAll(schedule)).toEqual(['2'])
  })

  test('takes a candidate that was added again under its name as it is now', () => {
    const schedule = scheduleOf(candidate('1', { key: 'a' }))
    schedule.add(candidate('1', { key: 'b', notBefore: 10 }))
    expect(takeAll(schedule, 0)).toEqual([])
    expect(takeAll(schedule, 10)).toEqual(['1'])
    expect(schedule.isBusy('a')).toBe(false)
    expect(schedule.isBusy('b')).toBe(true)
  })

  test('keeps a key busy for an item that was found active', () => {
    const schedule = new Schedule()
    const parked = candidate('parked', { key: 'k' })
    schedule.occupy(parked)
    schedule.add(candidate('1', { key: 'k' }))
    expect(takeAll(schedule)).toEqual([])
    schedule.end(parked)
    expect(takeAll(schedule)).toEqual(['1'])
  })

  test('gives a key back exactly once however often its end is told', () => {
    const schedule = scheduleOf(
      candidate('1', { key: 'k' }),
      candidate('2', { key: 'k' }),
      candidate('3', { key: 'k' }),
    )
    expect(takeAll(schedule)).toEqual(['1'])
    end(schedule, '1')
    end(schedule, '1')
    expect(takeAll(schedule)).toEqual(['2'])
    end(schedule, '1')
    expect(takeAll(schedule)).toEqual([])
  })

  test('keeps apart two items that bear one name one after the other, and gives each key back', () => {
    const schedule = scheduleOf(candidate('1', { key: 'a' }))
    const first = schedule.take(0, any)
    schedule.add(candidate('1', { key: 'b', ns: 1 }))
    const second = schedule.take(0, any)
    schedule.add(candidate('1', { ns: 2 }))
    const third = schedule.take(0, any)
    schedule.add(candidate('1', { ns: 3 }))
    const fourth = schedule.take(0, any)
    const taken = [first, second, third, fourth].filter((one) => one !== null)
    expect(taken).toHaveLength(4)
    for (const one of taken) schedule.end(one)
    expect(schedule.active).toBe(0)
    expect([schedule.isBusy('a'), schedule.isBusy('b')]).toEqual([false, false])
  })

  test('starts an item beside an active one of its name, but after one of its name and time', () => {
    const schedule = scheduleOf(candidate('1', { arrival: 3 }))
    expect(takeAll(schedule)).toEqual(['1'])
    schedule.add(candidate('1', { arrival: 4 }))
    expect(takeAll(schedule)).toEqual([])
    end(schedule, '1')
    expect(takeAll(schedule)).toEqual(['1'])
    schedule.add(candidate('1', { ns: 5 }))
    expect(takeAll(schedule)).toEqual(['1'])
  })

  test.each([0, 5])('forgets what came and went while nothing could start (not before %s)', (notBefore) => {
    const schedule = scheduleOf(candidate('1'))
    for (let round = 0; round < 20_000; round++) {
      schedule.add(candidate('2', { ns: round, notBefore }))
      schedule.remove('2')
    }
    expect(schedule.size).toBeLessThan(4_000)
    expect(takeAll(schedule)).toEqual(['1'])
  })

  test('forgets what came and went behind a busy key', () => {
    const schedule = scheduleOf(candidate('1', { key: 'k' }), candidate('2', { key: 'k' }))
    expect(takeAll(schedule)).toEqual(['1'])
    for (let round = 0; round < 20_000; round++) {
      schedule.add(candidate('3', { key: 'k', ns: round }))
      schedule.remove('3')
    }
    expect(schedule.size).toBeLessThan(4_000)
    end(schedule, '1')
    expect(takeAll(schedule)).toEqual(['2'])
  })
})
