import { watch as systemWatch } from 'node:fs'
import { mkdir, mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { messageOf, TestLane } from '../../testing/lanes/test-lane'
import { LaneIndex } from './lane-index'
import { laneFolders, lanePaths } from './lane-paths'
import { type WatchFolder, watchFolder } from './watch-folder'

const never = new AbortController().signal

test('what one scan could not do the next one does, soon after, however long the first took', async () => {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-index-'))
  const paths = lanePaths(root)
  for (const folder of laneFolders) await mkdir(paths[folder])
  let scans = 0
  const third = Promise.withResolvers<void>()
  const look: ((file: string | null) => void)[] = []
  const index = new LaneIndex({
    paths,
    changed: () => {},
    troubled: () => {},
    misnamed: () => {},
    lost: () => {},
    now: Date.now,
    makeFolders: async () => {
      scans++
      if (scans === 3) third.resolve()
      if (scans !== 2) return []
      // Long enough that the share of the time it may take would put the next scan off beyond the test's time-out.
      await setTimeout(200)
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
    },
    watch: (_folder, changed) => {
      look.push(changed)
      return { trouble: null, close: () => {} }
    },
  })
  const life = new AbortController()
  const running = index.run(life.signal)
  await index.ready
  for (const changed of look) changed('incoming')
  await third.promise
  life.abort()
  await running
  await rm(root, { recursive: true })
})

describe('an idle lane', () => {
  test('picks a file up on its event, without a scan', async () => {
    await using lane = await TestLane.begun()
    let scans = 0
    const { incoming } = lane.lane.index.folders
    const rescan = incoming.rescan.bind(incoming)
    incoming.rescan = (signal) => {
      scans++
      return rescan(signal)
    }
    await lane.put('one.json', messageOf('one'))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(scans).toBe(0)
  })

  test('whose events were lost is made right by the re-scan: what came, what went, what changed', async () => {
    const deaf = { on: true }
    const watch: WatchFolder = (folder, changed, troubled) =>
      watchFolder(folder, (file) => (deaf.on ? undefined : changed(file)), troubled)
    await using lane = await TestLane.opened({ watch })
    await lane.put('gone.json', messageOf('gone'))
    await lane.put('changed.json', '{')
    await lane.lane.index.rescan(never)
    expect(lane.lane.counts().pending).toBe(2)
    await unlink(lane.path('incoming', 'gone.json'))
    await lane.put('changed.json', messageOf('changed'))
    await lane.put('came.json', messageOf('came'))
    expect(lane.lane.counts().pending).toBe(2)
    await lane.begin()
    await lane.lane.index.rescan(never)
    await lane.until(() => lane.lane.counts().completed === 2)
    expect(await lane.answered()).toEqual(['came', 'changed'])
    expect(lane.lane.counts()).toMatchObject({ pending: 0, active: 0, rejected: 0 })
  })

  test('that is told that events were lost scans by itself', async () => {
    let lost: (file: string | null) => void = () => {}
    const watch: WatchFolder = (folder, changed, troubled) => {
      if (!folder.endsWith('incoming')) return watchFolder(folder, changed, troubled)
      lost = changed
      return { trouble: null, close: () => {} }
    }
    await using lane = await TestLane.begun({ watch })
    await lane.put('one.json', messageOf('one'))
    lost(null)
    await lane.until(() => lane.lane.counts().completed === 1)
  })
})

describe('a lane whose folders cannot be watched', () => {
  test.each([
    ['ENOSPC', "The system's limit of watched folders or open files is reached"],
    ['EMFILE', "The system's limit of watched folders or open files is reached"],
    ['EACCES', 'cannot be watched (EACCES'],
  ])('says so (%s), is scanned instead, and is watched again once that is possible', async (code, sentence) => {
    const broken = { on: true }
    const watch: WatchFolder = (folder, changed, troubled) =>
      watchFolder(folder, changed, troubled, (path) => {
        if (broken.on) throw Object.assign(new Error(`${code}: watch`), { code })
        return systemWatch(path)
      })
    await using lane = await TestLane.begun({ watch })
    expect(lane.lane.card().trouble).toContain(sentence)
    expect(lane.lane.card().trouble).toContain('scanned instead')
    await lane.put('one.json', messageOf('one'))
    await lane.lane.index.rescan(never)
    await lane.until(() => lane.lane.counts().completed === 1)
    broken.on = false
    await lane.lane.index.rescan(never)
    expect(lane.lane.card().trouble).toBeNull()
    await lane.put('two.json', messageOf('two'))
    await lane.until(() => lane.lane.counts().completed === 2)
  })
})
