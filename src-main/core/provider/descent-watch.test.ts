import { expect, test } from 'vitest'
import { DescentWatch } from './descent-watch'
import type { ProcessEntry } from './process-table'
import type { ProcessPort } from './sweep'

const entry = (pid: number, parent: number, group = pid): ProcessEntry => ({
  pid,
  parent,
  group,
  startedAt: `boot:${pid}`,
  order: pid,
  attempt: null,
})
const root = { pid: 100, startedAt: 'boot:100' }

/** A system that looks another way each time it is looked at, and stays as it was at last. */
function system(looks: readonly (readonly ProcessEntry[] | Error)[]) {
  let at = 0
  const seenAll = Promise.withResolvers<void>()
  const port: ProcessPort = {
    kill: () => {},
    startTime: async () => null,
    table: async () => {
      if (at === looks.length) seenAll.resolve()
      const look = looks[Math.min(at++, looks.length - 1)] ?? []
      if (look instanceof Error) throw look
      return look
    },
  }
  return { port, all: seenAll.promise }
}

test('who descended from a run is remembered after its parent has ended, with those of its group', async () => {
  const { port, all } = system([
    [entry(100, 1), entry(110, 100)],
    new Error('no table'),
    [entry(100, 1), entry(110, 1), entry(111, 110, 110)],
    [entry(100, 1), entry(111, 1, 110), entry(112, 1, 110), entry(900, 1)],
  ])
  await using watch = new DescentWatch('a', root, port, 1)
  await all
  expect(watch.seen.map(({ pid }) => pid)).toEqual([100, 110, 111, 112])
  expect(watch.seen.find(({ pid }) => pid === 110)?.leads).toBe(true)
})

test('the number of a group that is empty counts no more', async () => {
  const { port, all } = system([[entry(100, 1), entry(110, 100)], [entry(100, 1)], [entry(100, 1), entry(113, 1, 110)]])
  await using watch = new DescentWatch('a', root, port, 1)
  await all
  expect(watch.seen.map(({ pid }) => pid)).toEqual([100, 110])
})
