import { rmSync, statSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { answered, failed, messageOf, TestLane, type TestLaneOptions } from '../../testing/lanes/test-lane'
import { actOnItems } from './item-actions'

/** The time of all files here: clients that copy times, or a file system that tells them coarsely, give such. */
const same = new Date(1_763_600_000_000)
const unwatched: TestLaneOptions['watch'] = () => ({ trouble: null, close: () => {} })

/** Names in the order in which they come, which is not that of the names. */
const names = ['m-9', 'm-10', 'a', 'z', 'b']

/** All of one conversation. Each comes in a tick of the file system's clock of its own, when told so. */
async function come(test: TestLane, stems: readonly string[], isTicking: boolean): Promise<void> {
  for (const stem of stems) {
    await test.put(`${stem}.json`, messageOf(stem, 'talk'), { mtime: same })
    if (isTicking) await nextTick(test, stem)
  }
}

/** Waits until the file system stamps times after that of this file. */
async function nextTick(test: TestLane, stem: string): Promise<void> {
  const probe = test.path('tmp', 'probe')
  const { ctimeNs } = statSync(test.path('incoming', `${stem}.json`), { bigint: true })
  for (let isNext = false; !isNext; await setImmediate()) {
    writeFileSync(probe, '')
    isNext = statSync(probe, { bigint: true }).ctimeNs > ctimeNs
  }
  rmSync(probe)
}

/** Answers one after the other, and tells in which order they ran. */
async function inOrder(test: TestLane, count: number): Promise<string[]> {
  const order: string[] = []
  while (order.length < count) {
    await test.until(() => test.runs.length > 0)
    expect(test.runs).toHaveLength(1)
    const [run] = test.runs
    if (run === undefined) break
    order.push(run.item.message.message)
    run.end(answered(run.item))
  }
  return order
}

const pending = (test: TestLane, count: number): Promise<void> => test.until(() => test.lane.counts().pending === count)

describe('messages of one conversation with the same time', () => {
  test('are answered in the order in which they came, as fast as they may have come', async () => {
    await using test = await TestLane.opened({ held: true })
    await come(test, names, false)
    await pending(test, names.length)
    await test.begin()
    expect(await inOrder(test, names.length)).toEqual(names)
  })

  test('are answered in the order in which they came while one of them is worked on', async () => {
    await using test = await TestLane.begun({ held: true })
    await come(test, names.slice(0, 1), false)
    await test.run('m-9')
    await come(test, names.slice(1), false)
    await pending(test, names.length - 1)
    expect(await inOrder(test, names.length)).toEqual(names)
  })

  test('come after one that is older', async () => {
    await using test = await TestLane.opened({ held: true })
    await come(test, ['a'], false)
    await test.put('b.json', messageOf('older', 'talk'), { mtime: new Date(same.getTime() - 1) })
    await pending(test, 2)
    await test.begin()
    expect(await inOrder(test, 2)).toEqual(['older', 'a'])
  })

  test('that only a scan finds are answered in the order of their moves', async () => {
    await using test = await TestLane.opened({ held: true, watch: unwatched })
    await come(test, names, true)
    await test.lane.index.rescan(new AbortController().signal)
    await pending(test, names.length)
    await test.begin()
    expect(await inOrder(test, names.length)).toEqual(names)
  })

  test('keep their order over a retry, a stop, an undone discard, and a start of the home', async () => {
    const first = await TestLane.opened({ held: true })
    await using _ = first
    await come(first, names, true)
    await pending(first, names.length)
    await first.begin()
    const tried = await first.run('m-9')
    tried.end(failed(tried.item))
    await first.until(() => first.kinds('failed').length === 1)
    expect((await first.run('m-9')).item.attempt).toBe(2)
    await first.end()
    expect(await first.files('incoming')).toEqual(['a.json', 'b.json', 'm-10.json', 'm-9~a2.json', 'z.json'])
    const listed = first.lane.index.folders.incoming.get('m-10.json')
    if (listed === undefined) throw new Error('it is not in line')
    const { id } = first.lane.record.identify(listed.file, false, listed)
    const [discarded] = await actOnItems(first.lane, 'discard', [{ id, column: 'pending', file: listed.file }])
    if (discarded?.done !== true) throw new Error('it was not discarded')
    await actOnItems(first.lane, 'restore', [discarded.now])
    await first.begin()
    expect(await inOrder(first, 1)).toEqual(['m-9'])
    await first.run('m-10')
    await first.close()

    await using second = await TestLane.begun({ held: true, root: first.root })
    expect(await inOrder(second, names.length - 1)).toEqual(names.slice(1))
  })

  test('are shown in the order in which they are answered', async () => {
    await using test = await TestLane.opened({ held: true })
    await come(test, names, false)
    await pending(test, names.length)
    expect(test.lane.index.folders.incoming.inLine().map(({ file }) => file)).toEqual(
      names.map((name) => `${name}.json`),
    )
  })
})
