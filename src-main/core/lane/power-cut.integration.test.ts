import { link, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messageOf, TestLane } from '../../testing/lanes/test-lane'
import { laneFolders } from './lane-paths'
import { discard, restore } from './operator-moves'

/** A lane as a power cut may leave it: each text stands in `folder/file`, and each of `second` is another name of a file. */
async function left(files: Record<string, object>, second: Record<string, string> = {}): Promise<TestLane> {
  const lane = await TestLane.create()
  for (const folder of laneFolders) await mkdir(lane.path(folder), { recursive: true })
  for (const [path, content] of Object.entries(files))
    await writeFile(join(lane.root, 'queue', path), JSON.stringify(content))
  for (const [path, of] of Object.entries(second))
    await link(join(lane.root, 'queue', of), join(lane.root, 'queue', path))
  return lane
}

async function worked(lane: TestLane): Promise<void> {
  await lane.lane.open()
  await lane.begin()
  await lane.until(() => {
    const { pending, failed, active } = lane.lane.counts()
    // Between two folders an item is in no column for a moment, but it has its slot.
    return pending + failed + active + lane.slots.active === 0
  })
}

const result = {
  channel: 'slack',
  sender: 'Ada',
  message: 'stored',
  originalMessage: 'x',
  timestamp: 1,
  messageId: 'm',
  agent: 'a',
  files: [],
}
const reason = { at: 1, sentence: 'It did not work.', nextStep: null }

describe('a power cut that kept both names of a rename', () => {
  test.each(['x.json', 'x~a2~n7.json'])(
    'does not run an item twice that is in processing and, as %s, in line',
    async (file) => {
      await using lane = await left(
        { 'processing/x~cabcd1.json': messageOf('x') },
        { [`incoming/${file}`]: 'processing/x~cabcd1.json' },
      )
      await worked(lane)
      expect(await lane.answered()).toEqual(['x'])
      expect(lane.kinds('claimed')).toHaveLength(1)
    },
  )

  test('does not run an item again whose result is stored', async () => {
    await using lane = await left(
      { 'processing/x~cabcd1.json': messageOf('x'), 'outbox/r~r~cabcd1.json': result },
      { 'incoming/x.json': 'processing/x~cabcd1.json' },
    )
    await worked(lane)
    expect(await lane.files('outgoing')).toEqual(['r.json'])
    expect(lane.kinds('claimed')).toEqual([])
  })

  test('publishes a result once', async () => {
    await using lane = await left({ 'outbox/r~r~cabcd1.json': result }, { 'outgoing/r.json': 'outbox/r~r~cabcd1.json' })
    await worked(lane)
    expect(await lane.files('outgoing')).toEqual(['r.json'])
    expect(await lane.files('outbox')).toEqual([])
  })

  test('buries an item once', async () => {
    await using lane = await left(
      {
        'processing/x~cabcd1.json': messageOf('x'),
        'dead/x~cabcd1.json.reason': reason,
        'outbox/s~d~cabcd1.json': { ...result, agent: '' },
      },
      { 'dead/x~cabcd1.json': 'processing/x~cabcd1.json' },
    )
    await worked(lane)
    expect(await lane.files('dead')).toEqual(['x~cabcd1.json', 'x~cabcd1.json.reason'])
    expect(await lane.files('processing')).toEqual([])
    expect(await lane.files('outgoing')).toEqual(['s.json'])
  })

  test('is not seen where a foreign writer has linked a file in twice under names of its own', async () => {
    await using lane = await left(
      { 'processing/x~cabcd1.json': messageOf('x') },
      { 'incoming/y.json': 'processing/x~cabcd1.json' },
    )
    await worked(lane)
    expect(await lane.answered()).toEqual(['x', 'x'])
  })
})

describe('a move whose name is taken', () => {
  const own = 'x~cabcd1.json'

  test('goes to the next free name when an item is discarded, and its reason with it', async () => {
    await using lane = await left({
      [`dead/${own}`]: messageOf('x'),
      [`dead/${own}.reason`]: reason,
      'trash/x~cabcd1~fdead.json': messageOf('other'),
    })
    const file = await discard(lane.lane.moves.files, 'dead', own)
    expect(file).toBe('x~n1~cabcd1~fdead.json')
    expect(await lane.files('trash')).toEqual(['x~cabcd1~fdead.json', file, `${file}.reason`])
    expect(await lane.read('trash', 'x~cabcd1~fdead.json')).toContain('other')
  })

  test('goes to the next free name when an item is restored, and its reason with it', async () => {
    await using lane = await left({
      'trash/x~cabcd1~fdead.json': messageOf('x'),
      'trash/x~cabcd1~fdead.json.reason': reason,
      [`dead/${own}`]: messageOf('other'),
    })
    const restored = await restore(lane.lane.moves.files, 'x~cabcd1~fdead.json')
    expect(restored).toEqual({ folder: 'dead', file: 'x~n1~cabcd1.json' })
    expect(await lane.files('dead')).toEqual([own, 'x~n1~cabcd1.json', 'x~n1~cabcd1.json.reason'])
    expect(await lane.read('dead', own)).toContain('other')
  })

  test('goes to the next free name when an item is buried, and the reason of the other stays', async () => {
    await using lane = await left({
      'processing/x~i2~cabcd1.json': messageOf('x'),
      'dead/x~i2~cabcd1.json': messageOf('other'),
      'dead/x~i2~cabcd1.json.reason': reason,
    })
    await worked(lane)
    const buried = 'x~n1~i2~cabcd1.json'
    expect((await lane.files('dead')).sort()).toEqual(
      ['x~i2~cabcd1.json', 'x~i2~cabcd1.json.reason', buried, `${buried}.reason`].sort(),
    )
    expect(await lane.read('dead', 'x~i2~cabcd1.json.reason')).toContain('It did not work.')
    expect(await lane.read('dead', `${buried}.reason`)).toContain('interrupted 3 times')
    expect((await stat(lane.path('dead', 'x~i2~cabcd1.json'))).nlink).toBe(1)
  })
})
