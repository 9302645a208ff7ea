import { expect, it } from 'vitest'
import { checkedSyncs } from './sync-order'
import { systemCalls } from './system-calls'

const lane = {
  tmp: '/q/tmp',
  incoming: '/q/incoming',
  processing: '/q/processing',
  outbox: '/q/outbox',
  outgoing: '/q/outgoing',
  dead: '/q/dead',
}

const enqueued = [
  'write(21</q/tmp/t.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/t.json>) = 0',
  'link("/q/tmp/t.json", "/q/incoming/m.json") = 0',
  'fsync(22</q/incoming>) = 0',
  'write(23</acks>, "m.json\\n", 7) = 7',
]
const finished = [
  'write(21</q/tmp/c1.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/c1.json>) = 0',
  'rename("/q/tmp/c1.json", "/q/outbox/r~r~cabcd1.json") = 0',
  'fsync(22</q/outbox>) = 0',
  'unlink("/q/processing/m~cabcd1.json") = 0',
  'fsync(23</q/processing>) = 0',
  'rename("/q/outbox/r~r~cabcd1.json", "/q/outgoing/r.json") = 0',
]
const buried = [
  'write(21</q/tmp/c2.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/c2.json>) = 0',
  'rename("/q/tmp/c2.json", "/q/outbox/s~d~cabcd2.json") = 0',
  'fsync(22</q/outbox>) = 0',
  'rename("/q/processing/n~cabcd2.json", "/q/dead/n~cabcd2.json") = 0',
  'fsync(23</q/dead>) = 0',
  'rename("/q/outbox/s~d~cabcd2.json", "/q/outgoing/s.json") = 0',
]

const checked = (lines: readonly string[]) =>
  checkedSyncs(systemCalls(lines.map((line) => `[pid 7] ${line}`).join('\n')), lane, '/acks')

const swapped = (lines: readonly string[], at: number): string[] => [
  ...lines.slice(0, at),
  lines[at + 1] ?? '',
  lines[at] ?? '',
  ...lines.slice(at + 2),
]

it('finds nothing in a trace that keeps the order', () => {
  expect(checked([...enqueued, ...finished, ...buried])).toEqual({
    enqueued: 1,
    finished: 1,
    buried: 1,
    guilty: [],
    syncs: 9 - 1,
  })
})

it.each([
  ['a message linked before its bytes are synced', swapped(enqueued, 1), 'm.json|t.json got its name'],
  ['a message acknowledged before incoming is synced', swapped(enqueued, 3), 'm.json was acknowledged before incoming'],
  ['a message acknowledged without any sync', enqueued.toSpliced(3, 1), 'm.json was acknowledged before incoming'],
  ['a message that is never acknowledged', enqueued.slice(0, 4), 'm.json was never acknowledged'],
  ['bytes written after the sync', swapped(finished, 0), 'c1.json got its name in outbox before its bytes'],
  [
    'a result stored before its bytes are synced',
    swapped(finished, 1),
    'c1.json got its name in outbox before its bytes',
  ],
  ['an item unlinked before outbox is synced', swapped(finished, 3), 'left processing before outbox'],
  ['a result published before processing is synced', swapped(finished, 5), 'published before processing'],
  ['an item moved to dead before outbox is synced', swapped(buried, 3), 'left processing before outbox'],
  ['a summary published before dead is synced', swapped(buried, 5), 'published before dead'],
  [
    'a sync that failed',
    finished.with(3, 'fsync(22</q/outbox>) = -1 EIO (Input/output error)'),
    'before outbox was synced',
  ],
  ['a sync of another folder', finished.with(3, 'fsync(22</q/tmp>) = 0'), 'before outbox was synced'],
  ['a result that is never published', finished.slice(0, 6), 'never published'],
])('finds guilty: %s', (_, lines, sentence) => {
  expect(checked(lines).guilty.join('\n')).toMatch(new RegExp(sentence))
})

it('a sync that began before the rename, or ended after the unlink began, proves nothing', () => {
  const early = `[pid 7] write(21</q/tmp/c1.json>, "{}", 2) = 2
[pid 7] fdatasync(21</q/tmp/c1.json>) = 0
[pid 8] fsync(22</q/outbox> <unfinished ...>
[pid 7] rename("/q/tmp/c1.json", "/q/outbox/r~r~cabcd1.json") = 0
[pid 8] <... fsync resumed>) = 0
[pid 9] fsync(22</q/outbox> <unfinished ...>
[pid 7] unlink("/q/processing/m~cabcd1.json") = 0
[pid 9] <... fsync resumed>) = 0
[pid 7] fsync(23</q/processing>) = 0
[pid 7] rename("/q/outbox/r~r~cabcd1.json", "/q/outgoing/r.json") = 0`
  expect(checkedSyncs(systemCalls(early), lane, '/acks').guilty).toEqual([
    'm~cabcd1.json left processing before outbox was synced',
  ])
})
