import { expect, test } from 'vitest'
import { GrowingBytes } from './growing-bytes'

test('what comes byte by byte is put together, in at most twice the memory', () => {
  const growing = new GrowingBytes()
  for (let count = 0; count < 300_000; count++) growing.push(Uint8Array.of(count % 256))
  expect(growing.length).toBe(300_000)
  expect([growing.bytes[255], growing.bytes[256], growing.bytes.at(-1)]).toEqual([255, 0, 299_999 % 256])
  expect(growing.bytes.buffer.byteLength).toBeLessThanOrEqual(600_000)
  growing.clear()
  growing.push(Buffer.from('next'))
  expect(Buffer.from(growing.bytes).toString()).toBe('next')
  expect(growing.bytes.buffer.byteLength).toBeLessThan(10_000)
})
