import { expect, test } from 'vitest'
import { belonging } from './belonging'
import { limitMark } from './limit-mark'
import type { ProcessEntry } from './process-table'

const entry = (pid: number, change: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent: 1,
  group: pid,
  startedAt: `boot:${pid}`,
  order: pid,
  attempt: null,
  ...change,
})
const root = { pid: 100, startedAt: 'boot:100' }
const pids = (entries: readonly ProcessEntry[]) => entries.map((each) => each.pid)

test('the marker finds a process wherever it moved', () => {
  const table = [entry(50), entry(200, { attempt: 'a' }), entry(300, { attempt: 'b' })]
  expect(pids(belonging(table, { id: 'a', root: null }))).toEqual([200])
})

test('the mark among its limits finds a process that cleared its environment, and no other', () => {
  const table = [
    entry(50, { mark: null }),
    entry(200, { mark: limitMark('a') }),
    entry(210, { attempt: 'somebody', mark: limitMark('a') }),
    entry(300, { mark: limitMark('b') }),
  ]
  expect(pids(belonging(table, { id: 'a', root: null }))).toEqual([200, 210])
})

test('members of the group belong, also after its leader ended', () => {
  const table = [entry(101, { group: 100 }), entry(102, { group: 99 })]
  expect(pids(belonging(table, { id: 'a', root }))).toEqual([101])
})

test('a group whose number was given to somebody else is left alone', () => {
  const table = [entry(100, { startedAt: 'boot:999' }), entry(101, { group: 100 })]
  expect(belonging(table, { id: 'a', root })).toEqual([])
})

test('descendants belong although they cleared their environment and left the group', () => {
  const table = [entry(100), entry(110, { parent: 100 }), entry(120, { parent: 110 }), entry(130, { parent: 1 })]
  expect(pids(belonging(table, { id: 'a', root }))).toEqual([100, 110, 120])
})

test('a process seen earlier belongs as long as it is the same one', () => {
  const seen = [
    { pid: 110, startedAt: 'boot:110' },
    { pid: 120, startedAt: 'boot:7' },
  ]
  expect(pids(belonging([entry(110), entry(120)], { id: 'a', root, seen }))).toEqual([110])
})

test('members of a group whose leader was seen belong after that has ended, while nobody else leads one of that number', () => {
  const seen = [
    { pid: 110, startedAt: 'boot:110', leads: true },
    { pid: 120, startedAt: 'boot:120' },
  ]
  const orphans = [entry(111, { group: 110 }), entry(121, { group: 120 })]
  expect(pids(belonging(orphans, { id: 'a', root, seen }))).toEqual([111])
  expect(belonging([...orphans, entry(110, { startedAt: 'boot:999' })], { id: 'a', root, seen })).toEqual([])
})

test('where ended parents are remembered, only younger children belong', () => {
  const windows = { pid: 100, startedAt: '5000' }
  const child = (pid: number, order: number) =>
    entry(pid, { parent: 100, group: null, order, startedAt: String(order) })
  expect(pids(belonging([child(7, 4000), child(8, 6000)], { id: 'a', root: windows }))).toEqual([8])
})

test('neither we nor the first process ever belong', () => {
  const table = [entry(1, { attempt: 'a' }), entry(42, { attempt: 'a' })]
  expect(belonging(table, { id: 'a', root: null }, 42)).toEqual([])
})
