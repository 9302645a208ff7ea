import { execFile } from 'node:child_process'
import {
  appendFile,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { answered, failed, messageOf, TestLane } from '../../testing/lanes/test-lane'

const run = promisify(execFile)

describe('a file written in place', () => {
  test('in pieces is answered once it is whole, and the pieces before are never rejected', async () => {
    // The files' own times decide, so it is all the same when the lane comes to read them.
    await using lane = await TestLane.opened({ clock: 1000, settings: { settleMs: 60 } })
    const text = JSON.stringify(messageOf('slowly'))
    const { incoming } = lane.lane.index.folders
    await writeFile(lane.path('incoming', 'left.json'), '{"left": ')
    await writeFile(lane.path('incoming', 'slow.json'), text.slice(0, 20))
    await lane.until(() => incoming.size === 2 && incoming.get('slow.json')?.bytes === 20)
    const begunAt = Math.ceil((await stat(lane.path('incoming', 'slow.json'))).ctimeMs)
    lane.clock = begunAt
    await lane.begin()
    while (Date.now() < begunAt + 20) await setImmediate()
    lane.clock = begunAt + 20
    await appendFile(lane.path('incoming', 'slow.json'), text.slice(20, 40))
    await lane.until(() => incoming.get('slow.json')?.bytes === 40)
    lane.clock = begunAt + 61
    await lane.until(() => lane.lane.counts().rejected === 1)
    expect(await lane.files('incoming')).toEqual(['slow.json'])
    await appendFile(lane.path('incoming', 'slow.json'), text.slice(40))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.answered()).toEqual(['slowly'])
    expect(lane.lane.counts().rejected).toBe(1)
  })

  test('that grew without an event is not rejected before it was left alone from then on', async () => {
    const silent = { on: true }
    await using lane = await TestLane.begun({
      clock: 1000,
      settings: { settleMs: 40 },
      watch: (folder, changed, troubled) =>
        silent.on ? { trouble: null, close: () => {} } : silentlyUnused(folder, changed, troubled),
    })
    const text = JSON.stringify(messageOf('unseen'))
    await writeFile(lane.path('incoming', 'slow.json'), text.slice(0, 20))
    await lane.lane.index.rescan(new AbortController().signal)
    await appendFile(lane.path('incoming', 'slow.json'), text.slice(20, 40))
    lane.clock = 1050
    await lane.until(() => lane.lane.index.folders.incoming.get('slow.json')?.bytes === 40)
    expect(await lane.files('rejected')).toEqual([])
    expect(await lane.files('incoming')).toEqual(['slow.json'])
  })
})

const silentlyUnused = (..._: unknown[]) => ({ trouble: null, close: () => {} })

describe('a file name', () => {
  const names = [
    'with spaces .json',
    'line\nbreak.json',
    'tab\tand\u0007bell.json',
    'grüße-данные-消息.json',
    '🦀🦀.json',
    '-rf.json',
    '--help.json',
    'quote\'s and "double".json',
    'back\\slash.json',
    'percent%00%2F.json',
    'a.json.json',
    '~.json',
    '~a2.json',
    'x~a2.json',
    'x~n5.json',
    'x~i1.json',
    'x~c9f3kabc.json',
    'x~fdead.json',
    'x~i1~fdead.json',
    'x~r.json',
    'x~d.json',
    'x.reason.json',
    '$(reboot).json',
    '*.json',
    ' .json',
    `${'l'.repeat(250)}.json`,
    `${'ü'.repeat(125)}.json`,
    '\uFFFD.json',
  ]

  test('of any legal kind is answered exactly once', async () => {
    await using lane = await TestLane.begun()
    for (const name of names) await lane.put(name, messageOf(name))
    await lane.until(() => lane.lane.counts().completed === names.length)
    expect(await lane.answered()).toEqual([...names].sort())
    for (const folder of ['incoming', 'processing', 'outbox', 'rejected', 'dead'])
      expect(await lane.files(folder)).toEqual([])
  })

  test.each([`${'l'.repeat(250)}.json`, 'x~fdead.json', 'x~i1~fdead.json', 'x~c9f3kabc.json'])(
    'keeps its item the same item through claim, retry, discard and restore: %s',
    async (name) => {
      await using lane = await TestLane.begun({ held: true })
      await lane.put(name, messageOf('kept'))
      const first = await lane.run('kept')
      const { id } = first.item
      first.end(failed(first.item))
      await lane.until(() => lane.runs.length === 1)
      const second = await lane.run('kept')
      expect(second.item).toMatchObject({ id, attempt: 2 })
      second.end(failed(second.item, false))
      await lane.until(() => lane.lane.counts().dead === 1)
      const [dead] = lane.lane.index.folders.dead.values()
      const { actOnItems } = await import('./item-actions')
      const [discarded] = await actOnItems(lane.lane, 'discard', [{ id, column: 'dead', file: dead?.file ?? '' }])
      expect(discarded).toMatchObject({ done: true, now: { id, column: 'trash' } })
      if (discarded?.done !== true) return
      const [restored] = await actOnItems(lane.lane, 'restore', [discarded.now])
      expect(restored).toMatchObject({ done: true, now: { id, column: 'dead', file: dead?.file } })
    },
  )

  test('that is no valid UTF-8 is rewritten with its bytes as %XX, and the message is answered', async () => {
    await using lane = await TestLane.begun()
    const raw = (text: string): Buffer =>
      Buffer.concat([Buffer.from(lane.path('incoming')), Buffer.from(text, 'latin1')])
    await writeFile(raw('/by-event-\xff.json'), JSON.stringify(messageOf('by event')))
    await lane.until(() => lane.lane.counts().completed === 1)
    await lane.close()
    await using again = await TestLane.create({ root: lane.root })
    await writeFile(raw('/by-scan-\xc3\xff.json'), JSON.stringify(messageOf('by scan')))
    await writeFile(raw('/twin-\xfe.json'), JSON.stringify(messageOf('twin')))
    await writeFile(raw('/twin-%FE.json'), JSON.stringify(messageOf('other twin')))
    await writeFile(raw('/stranger-\xfe.txt'), 'left alone')
    await again.lane.open()
    await again.begin()
    await again.until(() => again.lane.counts().completed === 4)
    expect(await again.answered()).toEqual(['by event', 'by scan', 'other twin', 'twin'])
    expect((await readdir(raw(''), { encoding: 'latin1' })).map((name) => name)).toEqual(['stranger-\xfe.txt'])
    expect(again.lane.card().trouble).toContain('1 in incoming not named *.json')
  })
})

describe('a name used again while its first owner is still active', () => {
  test.each([
    ['without a conversation', undefined, undefined],
    ['of two conversations', 'c-1', 'c-2'],
    ['of one conversation', 'c-1', 'c-1'],
  ])('is an item of its own, and every slot and key comes back: %s', async (_, first, second) => {
    await using lane = await TestLane.begun({ held: true })
    await lane.put('same.json', messageOf('first', first))
    const one = await lane.run('first')
    await lane.put('same.json', messageOf('second', second))
    await lane.until(() => lane.lane.index.folders.incoming.size === 1 || lane.runs.length === 2)
    if (first === undefined || first !== second) {
      const two = await lane.run('second')
      one.end(answered(one.item))
      await lane.until(() => lane.lane.counts().completed === 1)
      await lane.put('same.json', messageOf('third', first))
      const three = await lane.run('third')
      two.end(answered(two.item))
      three.end(answered(three.item))
    } else {
      one.end(answered(one.item))
      const two = await lane.run('second')
      await lane.put('same.json', messageOf('third', first))
      two.end(answered(two.item))
      const three = await lane.run('third')
      three.end(answered(three.item))
    }
    await lane.until(() => lane.lane.counts().completed === 3 && lane.lane.active.length === 0)
    await lane.until(() => lane.slots.active === 0)
    await lane.put('last.json', messageOf('last', second))
    const last = await lane.run('last')
    last.end(answered(last.item))
    await lane.until(() => lane.lane.counts().completed === 4)
    expect(await lane.answered()).toEqual(['first', 'last', 'second', 'third'])
  })

  test('with the very same time is an item of its own, counted for itself', async () => {
    await using lane = await TestLane.begun({ held: true })
    const mtime = new Date('2025-03-01T00:00:00.123Z')
    await lane.put('same.json', messageOf('first'), { mtime })
    const one = await lane.run('first')
    await lane.put('same.json', messageOf('second'), { mtime })
    await lane.until(() => lane.lane.counts().pending === 1)
    one.end(answered(one.item))
    const two = await lane.run('second')
    expect(two.item.id).not.toBe(one.item.id)
    two.end(answered(two.item))
    await lane.until(() => lane.lane.counts().completed === 2)
    expect(await lane.answered()).toEqual(['first', 'second'])
  })

  test('and then given back stands beside the newcomer under a name of its own', async () => {
    await using lane = await TestLane.begun({ held: true, slots: 1 })
    await lane.put('same.json', messageOf('first'))
    const one = await lane.run('first')
    await lane.put('same.json', messageOf('second'))
    await lane.until(() => lane.lane.counts().pending === 1)
    one.end({ kind: 'interrupted' })
    const again = await lane.run('first')
    expect(again.item.id).toBe(one.item.id)
    again.end(answered(again.item))
    const two = await lane.run('second')
    two.end(answered(two.item))
    await lane.until(() => lane.lane.counts().completed === 2)
    expect(await lane.answered()).toEqual(['first', 'second'])
  })
})

describe('a time of change', () => {
  test('in the year 2100, before 1970, at 0 or all equal only gives the place in line, then the order in which they came does', async () => {
    await using lane = await TestLane.opened({ slots: 1, held: true })
    const equal = new Date('2025-01-01T00:00:00Z')
    await lane.put('future.json', messageOf('future'), { mtime: new Date('2100-01-01T00:00:00Z') })
    await lane.put('b.json', messageOf('b'), { mtime: equal })
    await lane.put('c.json', messageOf('c'), { mtime: equal })
    await lane.put('a.json', messageOf('a'), { mtime: equal })
    await lane.put('zero.json', messageOf('zero'), { mtime: new Date(0) })
    await lane.put('early.json', messageOf('early'), { mtime: new Date(-86_400_000) })
    await lane.put('broken.json', '{', { mtime: new Date('2100-01-01T00:00:00Z') })
    await lane.until(() => lane.lane.counts().pending === 7)
    await lane.begin()
    for (const text of ['early', 'zero', 'b', 'c', 'a', 'future']) {
      const next = await lane.run(text)
      expect(lane.running).toEqual([text])
      next.end(answered(next.item))
    }
    await lane.until(() => lane.lane.counts().completed === 6 && lane.lane.counts().rejected === 1)
  })
})

describe('the size of a body', () => {
  test('of exactly the limit is answered, one byte more is rejected with the size, empty is rejected', async () => {
    const limit = 10_485_760
    await using lane = await TestLane.begun({ settings: { itemBytes: limit } })
    const padded = (bytes: number): string => {
      const frame = JSON.stringify({ ...messageOf(''), padding: '' })
      return frame.replace('"padding":""', `"padding":"${'x'.repeat(bytes - frame.length)}"`)
    }
    await lane.put('most.json', padded(limit))
    await lane.put('over.json', padded(limit + 1))
    await lane.put('empty.json', '')
    await lane.put('fine.json', messageOf('fine'))
    await lane.until(() => lane.lane.counts().completed === 2 && lane.kinds('rejected').length === 2)
    const reasons = lane
      .kinds('rejected')
      .map((event) => event.text)
      .sort()
    expect(reasons).toEqual([
      'The file is 10,485,761 bytes long; the limit is 10,485,760 (limits.item_bytes).',
      'The file is empty.',
    ])
  })
})

describe('something in incoming that is no regular file', () => {
  test('is rejected untouched with its reason, and delays no message', async () => {
    await using lane = await TestLane.begun()
    const elsewhere = lane.path('..', 'elsewhere.json')
    await writeFile(elsewhere, JSON.stringify(messageOf('linked to')))
    await symlink(elsewhere, lane.path('incoming', 'link.json'))
    await symlink('/nowhere/at/all', lane.path('incoming', 'dangling.json'))
    await symlink(lane.root, lane.path('incoming', 'link-to-folder.json'))
    await symlink('loop.json', lane.path('incoming', 'loop.json'))
    await mkdir(lane.path('incoming', 'folder.json'))
    await writeFile(lane.path('incoming', 'folder.json/inside.json'), JSON.stringify(messageOf('inside')))
    await run('mkfifo', [lane.path('incoming', 'pipe.json')])
    const server = createServer().listen(lane.path('incoming', 'socket.json'))
    await lane.put('fine.json', messageOf('fine'))
    await lane.until(() => lane.lane.counts().completed === 1 && lane.lane.counts().rejected === 7)
    expect(await lane.answered()).toEqual(['fine'])
    const rejected = (await lane.files('rejected')).filter((file) => !file.endsWith('.reason'))
    expect(rejected.map((file) => file.replace(/~.*/, ''))).toEqual([
      'dangling',
      'folder',
      'link-to-folder',
      'link',
      'loop',
      'pipe',
      'socket',
    ])
    for (const file of rejected) expect(await lane.read('rejected', `${file}.reason`)).toContain('not a regular file')
    await new Promise((resolve) => server.close(resolve))
  })

  test('never blocks whoever looks into it, wherever it stands', async () => {
    await using lane = await TestLane.opened()
    const { inspectFile } = await import('./inspect')
    const { readShown } = await import('./lane-window')
    await run('mkfifo', [lane.path('incoming', 'pipe.json')])
    await symlink('/etc/hostname', lane.path('incoming', 'link.json'))
    for (let reader = 0; reader < 8; reader++) {
      expect(await inspectFile(lane.path('incoming'), 'pipe.json', 1000)).toMatchObject({ kind: 'malformed' })
      expect(await readShown(lane.path('incoming'), 'pipe.json')).toBeNull()
    }
    expect(await inspectFile(lane.path('incoming'), 'link.json', 1000)).toMatchObject({ kind: 'malformed' })
    expect(await readShown(lane.path('incoming'), 'link.json')).toBeNull()
    await mkdir(lane.path('incoming', 'folder.json'))
    expect(await inspectFile(lane.path('incoming'), 'folder.json', 1000)).toMatchObject({ kind: 'malformed' })
  })
})

describe('a hard link', () => {
  test('from elsewhere is a message, and two names of one file are two', async () => {
    await using lane = await TestLane.begun()
    const elsewhere = lane.path('..', 'elsewhere.json')
    await writeFile(elsewhere, JSON.stringify(messageOf('linked')))
    await link(elsewhere, lane.path('incoming', 'one.json'))
    await link(elsewhere, lane.path('incoming', 'two.json'))
    await lane.until(() => lane.lane.counts().completed === 2)
    expect(await lane.answered()).toEqual(['linked', 'linked'])
  })
})

describe('a file taken away by somebody else', () => {
  test('before it is read or claimed is forgotten, and the others go on', async () => {
    await using lane = await TestLane.begun({ held: true, slots: 1 })
    await lane.put('first.json', messageOf('first', 'c'))
    const first = await lane.run('first')
    await lane.put('gone.json', messageOf('gone', 'c'))
    await lane.put('next.json', messageOf('next', 'c'))
    await lane.until(() => lane.lane.counts().pending === 2)
    await unlink(lane.path('incoming', 'gone.json'))
    first.end(answered(first.item))
    const next = await lane.run('next')
    next.end(answered(next.item))
    await lane.until(() => lane.lane.counts().completed === 2 && lane.lane.counts().pending === 0)
    await lane.until(() => lane.slots.active === 0)
  })

  test('while it is active is answered all the same, once', async () => {
    await using lane = await TestLane.begun({ held: true })
    await lane.put('one.json', messageOf('one'))
    const one = await lane.run('one')
    await unlink(lane.path('processing', one.item.file))
    one.end(answered(one.item))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.answered()).toEqual(['one'])
    await lane.until(() => lane.slots.active === 0)
  })
})

describe('a file replaced', () => {
  test('between being scheduled and claimed is worked on as it is now, under its own key', async () => {
    await using lane = await TestLane.begun({ held: true, slots: 1, watch: silentlyUnused })
    await lane.put('busy.json', messageOf('busy'))
    const scan = (): Promise<void> => lane.lane.index.rescan(new AbortController().signal)
    await scan()
    const busy = await lane.run('busy')
    await lane.put('one.json', messageOf('old', 'c'), { mtime: new Date(1000) })
    await lane.put('two.json', messageOf('two', 'd'), { mtime: new Date(2000) })
    await lane.put('three.json', messageOf('three', 'e'), { mtime: new Date(3000) })
    await scan()
    await lane.put('one.json', messageOf('new', 'c'), { mtime: new Date(1000) })
    await rm(lane.path('incoming', 'two.json'))
    await mkdir(lane.path('incoming', 'two.json'))
    await utimes(lane.path('incoming', 'two.json'), 2, 2)
    await lane.put('three.json', '{"broken": ')
    busy.end(answered(busy.item))
    const now = await lane.run('new')
    now.end(answered(now.item))
    await lane.until(() => lane.lane.counts().rejected === 2)
    expect((await lane.answered()).sort()).toEqual(['busy', 'new'])
    expect(lane.lane.counts()).toMatchObject({ pending: 0, active: 0 })
    await lane.until(() => lane.slots.active === 0)
  })

  test('by a good one while its rejection was under way is not rejected', async () => {
    await using lane = await TestLane.opened()
    await lane.put('one.json', '{')
    await lane.until(() => lane.lane.counts().pending === 1)
    await lane.begin()
    await lane.until(() => lane.lane.counts().rejected === 1)
    lane.blockFolder('rejected')
    await lane.put('two.json', '{')
    await lane.until(() => lane.lane.card().trouble !== null)
    await lane.put('two.json', messageOf('good now'))
    lane.unblockFolder('rejected')
    await lane.until(() => lane.lane.counts().completed === 1)
    await lane.until(async () => (await lane.files('')).includes('rejected'))
    expect((await lane.files('rejected')).filter((file) => file.startsWith('two'))).toEqual([])
  })
})

describe('a message in another encoding', () => {
  const text = JSON.stringify({ ...messageOf('Grüße 😀'), sender: 'Jürgen' })
  const units = Buffer.from(text, 'utf16le')

  test.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 as PowerShell writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), units])],
    ['UTF-16 big endian', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(units).swap16()])],
    ['lines that end as on Windows', Buffer.from(text.replaceAll(',', ',\r\n'))],
  ])('is answered as it was meant: %s', async (_, bytes) => {
    await using lane = await TestLane.begun({ held: true })
    await lane.putBytes('m.json', bytes)
    const run = await lane.run('Grüße 😀')
    expect(run.item.message.sender).toBe('Jürgen')
    run.end(answered(run.item))
    await lane.until(() => lane.lane.counts().completed === 1)
  })

  test.each([
    ['UTF-16 without a mark', units, 'It is written in UTF-16.', text],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), 'It is written in UTF-32.', '{'],
    ['Latin-1', Buffer.from('{"sender":"Jürgen"}', 'latin1'), 'byte 13 (0xFC, at offset 12', '{"sender":"Jürgen"}'],
  ])(
    'that cannot be taken as it is is rejected by its name, and opened decoded: %s',
    async (_, bytes, words, shown) => {
      await using lane = await TestLane.begun()
      await lane.putBytes('m.json', bytes)
      await lane.until(() => lane.lane.counts().rejected === 1)
      const [rejected] = lane.lane.index.folders.rejected.values()
      const file = rejected?.file ?? ''
      expect(JSON.parse(await lane.read('rejected', `${file}.reason`)).sentence).toContain(words)
      expect(await readFile(lane.path('rejected', file))).toEqual(bytes)
      const { itemText } = await import('./item-edits')
      const id = rejected === undefined ? '' : lane.lane.record.identify(file, true, rejected).id
      expect(await itemText(lane.lane, { id, column: 'rejected', file })).toBe(shown)
      const { readShown } = await import('./lane-window')
      expect((await readShown(lane.path('rejected'), file))?.text).toBe(shown)
    },
  )

  test('whose text no agent could be given unaltered is rejected', async () => {
    await using lane = await TestLane.begun()
    await lane.put('m.json', JSON.stringify(messageOf('half')).replace('"half"', '"half \\ud83d"'))
    await lane.until(() => lane.lane.counts().rejected === 1)
    const [file = ''] = (await lane.files('rejected')).filter((one) => one.endsWith('.reason'))
    expect(await lane.read('rejected', file)).toContain('half a character')
  })
})

describe('a disk that refuses', () => {
  test('a finished result is asked again and again: nothing is lost, nothing runs twice, and the lane says so', async () => {
    await using lane = await TestLane.begun({ held: true })
    await lane.put('one.json', messageOf('one'))
    const one = await lane.run('one')
    lane.blockFolder('tmp')
    one.end(answered(one.item))
    await lane.until(() => lane.lane.card().trouble?.includes('ENOTDIR') ?? false)
    expect(lane.lane.counts()).toMatchObject({ active: 1, completed: 0 })
    lane.unblockFolder('tmp')
    await lane.until(() => lane.lane.counts().completed === 1)
    await lane.until(() => !lane.lane.card().trouble?.includes('ENOTDIR'))
    expect(await lane.answered()).toEqual(['one'])
    expect(lane.runs).toEqual([])
  })

  test('a claim is asked again until it can be made', async () => {
    await using lane = await TestLane.opened()
    await lane.put('one.json', messageOf('one'))
    await lane.put('two.json', messageOf('two', 'c'))
    await lane.until(() => lane.lane.counts().pending === 2)
    await lane.begin()
    await lane.until(() => lane.lane.counts().completed === 2)
    lane.blockFolder('processing')
    await lane.put('three.json', messageOf('three'))
    await lane.until(() => lane.lane.card().trouble?.includes('ENOTDIR') ?? false)
    await lane.until(() => lane.slots.active === 0)
    lane.unblockFolder('processing')
    await lane.until(() => lane.lane.counts().completed === 3)
    await lane.until(() => !lane.lane.card().trouble?.includes('ENOTDIR'))
  })

  test('a rejection is asked again until it can be made, and messages go on meanwhile', async () => {
    await using lane = await TestLane.begun()
    lane.blockFolder('rejected')
    await lane.put('broken.json', '{')
    await lane.until(() => lane.lane.card().trouble?.includes('ENOTDIR') ?? false)
    await lane.put('fine.json', messageOf('fine'))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(lane.lane.card().trouble).toContain('rejected')
    lane.unblockFolder('rejected')
    await lane.until(() => lane.lane.counts().rejected === 1)
    await lane.until(() => !lane.lane.card().trouble?.includes('ENOTDIR'))
  })

  test('because it is full keeps the finished result, and heals when there is space', async (context) => {
    await using lane = await TestLane.begun({ held: true })
    await rmdir(lane.path('tmp'))
    await mkdir(lane.path('tmp'))
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'lanekeeper-test', lane.path('tmp')]).then(
      () => true,
      () => false,
    )
    if (!mounted) context.skip('a small disk cannot be mounted here')
    try {
      await writeFile(lane.path('tmp', 'ballast'), 'x'.repeat(16_384)).catch(() => {})
      await lane.put('one.json', messageOf('one'))
      const one = await lane.run('one')
      one.end(answered(one.item))
      await lane.until(() => lane.lane.card().trouble?.includes('ENOSPC') ?? false)
      expect(lane.lane.counts()).toMatchObject({ active: 1, completed: 0 })
    } finally {
      await run('umount', [lane.path('tmp')])
    }
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.answered()).toEqual(['one'])
    expect(lane.lane.card().trouble).toBeNull()
  })
})

describe('a folder removed while the lane works', () => {
  test.each(['incoming', 'processing', 'outgoing', 'outbox', 'tmp', 'rejected', 'dead', 'trash'])(
    'is made again, said, and messages are answered as before: %s',
    async (folder) => {
      await using lane = await TestLane.begun({ clock: 1000, settings: { settleMs: 0 } })
      await lane.put('before.json', messageOf('before'))
      await lane.until(() => lane.lane.counts().completed === 1)
      await rm(lane.path(folder), { recursive: true })
      await lane.lane.index.rescan(new AbortController().signal)
      await lane.until(() => lane.lane.card().trouble?.includes(`${folder} was gone`) ?? false)
      expect(lane.faults.join()).toContain(`${folder} was gone`)
      await lane.put('after.json', messageOf('after'))
      await lane.put('broken.json', '{')
      await lane.until(() => lane.lane.counts().completed === 2 && lane.lane.counts().rejected === 1)
      lane.clock = 60_000
      await lane.lane.index.rescan(new AbortController().signal)
      expect(lane.lane.card().trouble).toBeNull()
    },
  )

  test('is noticed by its own event, and files are picked up by event again', async () => {
    await using lane = await TestLane.begun()
    await rm(lane.path('incoming'), { recursive: true })
    await lane.until(() => lane.lane.card().trouble?.includes('incoming was gone') ?? false)
    await lane.put('after.json', messageOf('after'))
    await lane.until(() => lane.lane.counts().completed === 1)
  })

  test('while an item is active does not keep its answer back', async () => {
    await using lane = await TestLane.begun({ held: true, durability: 'full' })
    await lane.put('one.json', messageOf('one'))
    const one = await lane.run('one')
    for (const folder of ['incoming', 'processing', 'outgoing', 'outbox', 'tmp']) {
      await rm(lane.path(folder), { recursive: true })
    }
    one.end(answered(one.item))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.answered()).toEqual(['one'])
  })
})

describe('a stranger', () => {
  test('in incoming is left alone and named in the panel until it is gone', async () => {
    await using lane = await TestLane.begun()
    await lane.put('notes.txt', 'hello')
    await lane.put('.hidden.json', '{')
    await lane.until(() => lane.lane.card().trouble?.includes('notes.txt') ?? false)
    await unlink(lane.path('incoming', 'notes.txt'))
    await lane.until(() => lane.lane.card().trouble === null)
    expect(await lane.files('incoming')).toEqual(['.hidden.json'])
  })
})

describe('a file without the right to read it', () => {
  const isSuperuser = process.getuid?.() === 0
  test.skipIf(isSuperuser)(
    'is rejected with that reason (not for the superuser, whom rights do not bind)',
    async () => {
      await using lane = await TestLane.begun()
      await writeFile(lane.path('incoming', 'secret.json'), JSON.stringify(messageOf('secret')), { mode: 0o000 })
      await lane.put('fine.json', messageOf('fine'))
      await lane.until(() => lane.lane.counts().completed === 1 && lane.kinds('rejected').length === 1)
      expect(lane.kinds('rejected')[0]?.text).toContain('cannot be read')
    },
  )
})

describe('a malformed file', () => {
  test('never delays a good one, however many there are', async () => {
    await using lane = await TestLane.begun({ clock: 1000, settings: { settleMs: 1000 } })
    for (let at = 0; at < 100; at++) await writeFile(lane.path('incoming', `broken-${at}.json`), '{')
    await lane.put('fine.json', messageOf('fine'))
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(lane.lane.counts()).toMatchObject({ pending: 100, rejected: 0 })
  })
})
