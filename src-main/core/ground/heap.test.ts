import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Heap } from './heap'

describe('a heap', () => {
  test('gives back the least of what it holds, whatever was pushed and popped in between', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }))), (steps) => {
        const heap = new Heap<number>((a, b) => a - b)
        let held: number[] = []
        for (const step of steps) {
          if (step === null) {
            const [least, ...others] = held.toSorted((a, b) => a - b)
            expect(heap.pop()).toBe(least)
            held = others
          } else {
            heap.push(step)
            held.push(step)
          }
          expect(heap.size).toBe(held.length)
          expect(heap.peek()).toBe(held.length === 0 ? undefined : Math.min(...held))
          expect([...heap.values()].toSorted()).toEqual(held.toSorted())
        }
      }),
    )
  })

  test('keeps only what is wanted, in order', () => {
    const heap = new Heap<number>((a, b) => a - b)
    for (const item of [5, 2, 9, 4, 1, 8]) heap.push(item)
    heap.keep((item) => item % 2 === 0)
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([2, 4, 8, undefined])
  })
})
