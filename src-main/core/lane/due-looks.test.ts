import { tmpdir } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DueLooks } from './due-looks'
import { FolderIndex } from './folder-index'

const index = new FolderIndex({ folder: tmpdir(), skips: () => false, changed: () => {}, misnamed: () => {} })

describe('names that had events', () => {
  test('are looked at once each, in the order of their first event', async () => {
    const looked: string[] = []
    const looks = new DueLooks((_index, file) => looked.push(file))
    for (const file of ['b', 'a', 'b', 'b']) looks.soon(index, file)
    expect(looked).toEqual([])
    await setImmediate()
    expect(looked).toEqual(['b', 'a'])
  })

  test('are looked at again when they have another event meanwhile', async () => {
    const looked: string[] = []
    const looks = new DueLooks((_index, file) => {
      looked.push(file)
      if (looked.length === 1) looks.soon(index, file)
    })
    looks.soon(index, 'a')
    // On a busy machine the second look may have a turn of its own.
    while (looked.length < 2) await setImmediate()
    await setImmediate()
    expect(looked).toEqual(['a', 'a'])
  })

  test('leave the event loop its turns however many there are', async () => {
    let looked = 0
    const looks = new DueLooks(() => {
      looked++
      for (const until = performance.now() + 1; performance.now() < until; );
    })
    for (let number = 0; number < 50; number++) looks.soon(index, `${number}`)
    let turns = 0
    for (; looked < 50; turns++) await setImmediate()
    expect(turns).toBeGreaterThan(5)
  })
})

describe('names that can wait', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('are collected and looked at together', async () => {
    const looked: string[] = []
    const looks = new DueLooks((_index, file) => looked.push(file))
    for (const file of ['a', 'b', 'a']) looks.later(index, file)
    await setImmediate()
    expect(looked).toEqual([])
    vi.runAllTimers()
    await setImmediate()
    expect(looked).toEqual(['a', 'b'])
  })

  test('are looked at no more once it was closed', () => {
    const looks = new DueLooks(() => {})
    looks.later(index, 'a')
    looks.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
