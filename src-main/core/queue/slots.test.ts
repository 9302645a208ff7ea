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
    const release = slots.take('a', 'p')
    release()
    release()
    expect([slots.active, heard]).toEqual([0, ['a', 'b']])
    stop()
    slots.limitsChanged()
    expect(heard).toEqual(['a', 'b', 'a'])
  })

  test('obey limits that were lowered while more were taken', () => {
    let limit = 3
    const slots = new Slots({ home: () => limit, lane: () => 9, group: () => 9 })
    const releases = [slots.take('a', 'p'), slots.take('a', 'p'), slots.take('a', 'p')]
    limit = 1
    releases.pop()?.()
    releases.pop()?.()
    expect(slots.isFree('a', 'p')).toBe(false)
    releases.pop()?.()
    expect(slots.isFree('a', 'p')).toBe(true)
  })
})
