import { describe, expect, test } from 'vitest'
import { Slots } from './slots'

describe('slots', () => {
  test('are limited per home, lane and provider, each for itself', () => {
    const slots = new Slots({ home: () => 4, lane: () => 3, group: (name) => (name === 'one' ? 1 : 9) })
    slots.take('a', 'one')
    expect([slots.isFree('a', 'one'), slots.isFree('a', 'many'), slots.isFree('b', 'one')]).toEqual([
      false,
      true,
      false,
    ])
    slots.take('a', 'many')
    slots.take('a', 'many')
    expect([slots.isFree('a', 'many'), slots.hasRoom('a'), slots.isFree('b', 'many')]).toEqual([false, false, true])
    slots.take('b', 'many')
    expect([slots.isFree('b', 'many'), slots.hasRoom('b')]).toEqual([false, false])
  })

  test('given back twice count once, and every lane hears of each', () => {
    const slots = new Slots({ home: () => 1, lane: () => 1, group: () => 1 })
    const heard: string[] = []
    slots.onRoom(() => heard.push('a'))
    const stop = slots.onRoom(() => heard.push('b'))
    const slot = slots.take('a', 'p')
    slot.release()
    slot.release()
    expect([slots.active, heard]).toEqual([0, ['a', 'b']])
    stop()
    slots.limitsChanged()
    expect(heard).toEqual(['a', 'b', 'a'])
  })

  test('obey limits that were lowered while more were taken', () => {
    let limit = 3
    const slots = new Slots({ home: () => limit, lane: () => 9, group: () => 9 })
    const taken = [slots.take('a', 'p'), slots.take('a', 'p'), slots.take('a', 'p')]
    limit = 1
    taken.pop()?.release()
    taken.pop()?.release()
    expect(slots.isFree('a', 'p')).toBe(false)
    taken.pop()?.release()
    expect(slots.isFree('a', 'p')).toBe(true)
  })
})

const never = new AbortController().signal
/** What a promise has resolved with so far; undefined while it has not. */
const soFar = async (promise: Promise<string>): Promise<string | undefined> =>
  Promise.race([promise, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))])

describe('an item in progress', () => {
  test('that enters another group gives back its slot there and keeps its place in lane and home', async () => {
    const slots = new Slots({ home: () => 2, lane: () => 2, group: () => 1 })
    const one = slots.take('a', 'p')
    expect(await one.enter('q', never)).toBe('entered')
    expect([slots.isFree('a', 'p'), slots.isFree('a', 'q'), slots.active]).toEqual([true, false, 1])
    expect(one.group).toBe('q')
    expect(await one.enter('q', never)).toBe('entered')
    one.release()
    expect([slots.active, slots.activeIn(() => true)]).toEqual([0, 0])
  })

  test('gets a slot that comes back before any item that has not started, the one that waited longest first', async () => {
    const slots = new Slots({ home: () => 9, lane: () => 9, group: () => 1 })
    const holder = slots.take('a', 'q')
    const order: string[] = []
    const first = slots.take('a', 'p')
    const entering = first.enter('q', never).then((how) => order.push(`first ${how}`))
    const second = slots.take('b', 'p')
    const later = second.enter('q', never).then((how) => order.push(`second ${how}`))
    expect(slots.waiting).toBe(2)
    slots.onRoom(() => order.push(slots.isFree('a', 'q') ? 'a new item may start' : 'no room for new items'))
    holder.release()
    await entering
    expect(order).toEqual(['no room for new items', 'first entered'])
    first.release()
    await later
    expect(order.at(-1)).toBe('second entered')
    second.release()
    expect([slots.active, slots.waiting, slots.activeIn(() => true)]).toEqual([0, 0, 0])
  })

  test('two that want each other’s groups change places', async () => {
    const slots = new Slots({ home: () => 2, lane: () => 2, group: () => 1 })
    const one = slots.take('a', 'p')
    const other = slots.take('a', 'q')
    const both = [one.enter('q', never), other.enter('p', never)]
    expect(await Promise.all(both)).toEqual(['entered', 'entered'])
    one.release()
    other.release()
    expect(slots.activeIn(() => true)).toBe(0)
  })

  test('is told at once that a group is shut and keeps its slot, or when it comes to that while it waits', async () => {
    let isShut = true
    const slots = new Slots({
      home: () => 9,
      lane: () => 9,
      group: () => 1,
      isShut: (_, group) => group === 'q' && isShut,
    })
    const one = slots.take('a', 'p')
    expect(await one.enter('q', never)).toBe('shut')
    expect([slots.isFree('a', 'p'), slots.waiting]).toEqual([false, 0])
    isShut = false
    const holder = slots.take('a', 'q')
    const entering = one.enter('q', never)
    expect(await soFar(entering)).toBeUndefined()
    isShut = true
    slots.limitsChanged()
    expect(await entering).toBe('shut')
    expect([slots.isFree('a', 'p'), slots.waiting, slots.active]).toEqual([true, 0, 2])
    one.release()
    holder.release()
    expect([slots.active, slots.activeIn(() => true)]).toEqual([0, 0])
  })

  test('that is stopped or released while it waits leaves nobody waiting and no slot taken', async () => {
    const slots = new Slots({ home: () => 9, lane: () => 9, group: () => 1 })
    const holder = slots.take('a', 'q')
    const stop = new AbortController()
    const one = slots.take('a', 'p')
    const entering = one.enter('q', stop.signal)
    stop.abort()
    expect(await entering).toBe('aborted')
    expect([slots.waiting, slots.active]).toEqual([0, 2])
    const again = one.enter('q', never)
    one.release()
    expect(await again).toBe('aborted')
    expect(await one.enter('p', never)).toBe('aborted')
    holder.release()
    expect([slots.active, slots.waiting, slots.activeIn(() => true)]).toEqual([0, 0, 0])
  })

  test('does not wait for two groups at once', async () => {
    const slots = new Slots({ home: () => 9, lane: () => 9, group: () => 1 })
    slots.take('a', 'q')
    const one = slots.take('a', 'p')
    const entering = one.enter('q', never)
    await expect(one.enter('r', never)).rejects.toThrow('one group at a time')
    one.release()
    expect(await entering).toBe('aborted')
  })
})
