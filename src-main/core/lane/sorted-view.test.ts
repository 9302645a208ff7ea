import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SortedView } from './sorted-view'

interface Item {
  readonly place: number
}

const inOrder = (a: Item, b: Item): number => a.place - b.place

test('a view reads as if everything were sorted anew, whatever came and went and however often it was read', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), place: fc.nat(20) }),
    fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(50) }),
    fc.record({ kind: fc.constantFrom('read' as const, 'settle' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const view = new SortedView<Item>(inOrder)
      const items: Item[] = []
      for (const one of steps) {
        if (one.kind === 'add') {
          const item = { place: one.place }
          items.push(item)
          view.add(item)
        } else if (one.kind === 'remove') {
          const [gone] = items.splice(one.pick % Math.max(items.length, 1), 1)
          if (gone !== undefined) view.remove(gone)
        } else if (one.kind === 'settle') await view.settle(new AbortController().signal)
        else
          expect(view.read().map(({ place }) => place)).toEqual(
            items.map(({ place }) => place).toSorted((a, b) => a - b),
          )
      }
      const read = view.read()
      expect(new Set(read)).toEqual(new Set(items))
      expect(read.map(({ place }) => place)).toEqual(items.map(({ place }) => place).toSorted((a, b) => a - b))
    }),
  )
})
