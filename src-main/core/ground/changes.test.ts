import { describe, expect, test } from 'vitest'
import { Changes } from './changes'

const never = new AbortController().signal

describe('waiting for a change', () => {
  test('ends with the change, for everybody who waits', async () => {
    const changes = new Changes()
    const waits = [changes.since(0, never), changes.since(0, never)]
    changes.touch()
    await Promise.all(waits)
    await changes.since(0, never)
    expect(changes.count).toBe(1)
  })

  test('ends when nobody wants it any more, and leaves nothing behind', async () => {
    const changes = new Changes()
    const stop = new AbortController()
    const wait = changes.since(0, stop.signal)
    expect(changes.waiting).toBe(1)
    stop.abort()
    await wait
    expect(changes.waiting).toBe(0)
    await changes.since(0, stop.signal)
    expect(changes.waiting).toBe(0)
  })
})
