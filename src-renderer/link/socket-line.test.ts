import { expect, test, vi } from 'vitest'
import { SilentHost } from './line'
import { dialSocket } from './socket-line'

/** A socket of a browser that opens, ends or does nothing when it is told so. */
class TestSocket extends EventTarget {
  static last: TestSocket | null = null
  binaryType = 'blob'
  readyState = 0
  hungUp = false

  constructor() {
    super()
    TestSocket.last = this
  }

  close(): void {
    this.hungUp = true
    this.end()
  }

  end(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}

function dialled(boundMs?: number) {
  vi.stubGlobal('WebSocket', TestSocket)
  const line = dialSocket('ws://host/link', boundMs)()
  vi.unstubAllGlobals()
  return { line, socket: TestSocket.last }
}

test('a host that takes the call and says nothing is given up after a bound', async () => {
  const { line, socket } = dialled(1)
  await expect(line).rejects.toBeInstanceOf(SilentHost)
  expect(socket?.hungUp).toBe(true)
})

test('a host that refuses the call is no silent host', async () => {
  const { line, socket } = dialled()
  socket?.end()
  await expect(line).rejects.toThrow('was closed')
  await expect(line).rejects.not.toBeInstanceOf(SilentHost)
})
