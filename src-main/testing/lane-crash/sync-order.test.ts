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
  rejected: '/q/rejected',
  trash: '/q/trash',
}

const enqueued = [
  'write(21</q/tmp/t.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/t.json>) = 0',
  'link("/q/tmp/t.json", "/q/incoming/m.json") = 0',
  'fsync(22</q/incoming>) = 0',
  'write(23</acks>, "m.json\\n", 7) = 7',
]
const finished = [
  'rename("/q/incoming/m.json", "/q/processing/m~cabcd1.json") = 0',
  'fsync(23</q/processing>) = 0',
  'write(21</q/tmp/c1.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/c1.json>) = 0',
  'rename("/q/tmp/c1.json", "/q/outbox/r~r~cabcd1.json") = 0',
  'fsync(22</q/outbox>) = 0',
  'fsync(24</q/incoming>) = 0',
  'unlink("/q/processing/m~cabcd1.json") = 0',
  'fsync(23</q/processing>) = 0',
  'rename("/q/outbox/r~r~cabcd1.json", "/q/outgoing/r.json") = 0',
]
const buried = [
  'rename("/q/incoming/n.json", "/q/processing/n~cabcd2.json") = 0',
  'fsync(23</q/processing>) = 0',
  'write(21</q/tmp/w.reason>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/w.reason>) = 0',
  'rename("/q/tmp/w.reason", "/q/dead/n~cabcd2.json.reason") = 0',
  'write(21</q/tmp/c2.json>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/c2.json>) = 0',
  'rename("/q/tmp/c2.json", "/q/outbox/s~d~cabcd2.json") = 0',
  'fsync(22</q/outbox>) = 0',
  'fsync(24</q/incoming>) = 0',
  'rename("/q/processing/n~cabcd2.json", "/q/processing/n~cabcd2~d.json") = 0',
  'fsync(23</q/processing>) = 0',
  'rename("/q/outbox/s~d~cabcd2.json", "/q/outgoing/s.json") = 0',
  'rename("/q/processing/n~cabcd2~d.json", "/q/dead/n~cabcd2.json") = 0',
  'fsync(25</q/dead>) = 0',
  'fsync(23</q/processing>) = 0',
]
const givenBack = [
  'rename("/q/processing/o~cabcd3.json", "/q/incoming/o~a2~n5.json") = 0',
  'fsync(24</q/incoming>) = 0',
  'write(26</acks>, "failed o 1\\n", 11) = 11',
]
const parked = [
  'rename("/q/processing/q~cabcd5.json", "/q/processing/q~w~cabcd5.json") = 0',
  'fsync(23</q/processing>) = 0',
  'fsync(24</q/incoming>) = 0',
  'write(26</acks>, "waiting q 1\\n", 12) = 12',
]
const resumed = [
  'rename("/q/processing/q~w~cabcd5.json", "/q/incoming/q~w.json") = 0',
  'fsync(24</q/incoming>) = 0',
  'fsync(23</q/processing>) = 0',
  'write(26</acks>, "resumed q 1\\n", 12) = 12',
]
const rejected = [
  'write(21</q/tmp/v.reason>, "{}", 2) = 2',
  'fdatasync(21</q/tmp/v.reason>) = 0',
  'rename("/q/tmp/v.reason", "/q/rejected/p~cabcd4.json.reason") = 0',
  'rename("/q/incoming/p.json", "/q/rejected/p~cabcd4.json") = 0',
  'fsync(27</q/rejected>) = 0',
  'fsync(24</q/incoming>) = 0',
  'write(26</acks>, "rejected p 1\\n", 13) = 13',
]
const discarded = [
  'rename("/q/dead/n~cabcd2.json", "/q/trash/n~cabcd2~fdead.json") = 0',
  'rename("/q/dead/n~cabcd2.json.reason", "/q/trash/n~cabcd2~fdead.json.reason") = 0',
  'fsync(28</q/trash>) = 0',
  'fsync(25</q/dead>) = 0',
  'write(26</acks>, "n~cabcd2~fdead.json\\n", 20) = 20',
]

const checked = (lines: readonly string[]) =>
  checkedSyncs(systemCalls(lines.map((line) => `[pid 7] ${line}`).join('\n')), lane, '/acks')

const swapped = (lines: readonly string[], at: number): string[] => [
  ...lines.slice(0, at),
  lines[at + 1] ?? '',
  lines[at] ?? '',
  ...lines.slice(at + 2),
]

/** The lines without those that hold the text. */
const without = (lines: readonly string[], text: string): string[] => lines.filter((line) => !line.includes(text))
/** The lines with the one that holds the text moved to the end. */
const late = (lines: readonly string[], text: string): string[] => [
  ...without(lines, text),
  ...lines.filter((line) => line.includes(text)),
]

it('finds nothing in a trace that keeps the order', () => {
  expect(
    checked([...enqueued, ...finished, ...buried, ...givenBack, ...parked, ...resumed, ...rejected, ...discarded]),
  ).toEqual({
    enqueued: 1,
    finished: 1,
    buried: 1,
    givenBack: 1,
    parked: 1,
    resumed: 1,
    rejected: 1,
    operated: 1,
    guilty: [],
    syncs: 2 + 5 + 8 + 1 + 2 + 2 + 3 + 2,
  })
})

it.each([
  ['a message linked before its bytes are synced', swapped(enqueued, 1), 'm.json|t.json got its name'],
  ['a message acknowledged before incoming is synced', swapped(enqueued, 3), 'm.json was acknowledged before incoming'],
  ['a message acknowledged without any sync', enqueued.toSpliced(3, 1), 'm.json was acknowledged before incoming'],
  ['a message that is never acknowledged', enqueued.slice(0, 4), 'm.json was never acknowledged'],
  ['a result stored before its claim is synced', finished.toSpliced(1, 1), 'stored before processing was synced'],
  ['a result whose item was never claimed', finished.slice(1), 'never claimed'],
  ['an item unlinked before its claim is synced', without(finished, 'incoming>'), 'left processing before incoming'],
  ['bytes written after the sync', swapped(finished, 2), 'c1.json got its name in outbox before its bytes'],
  [
    'a result stored before its bytes are synced',
    swapped(finished, 3),
    'c1.json got its name in outbox before its bytes',
  ],
  ['an item unlinked before outbox is synced', without(finished, 'outbox>'), 'left processing before outbox'],
  ['a result published before processing is synced', swapped(finished, 8), 'published before processing'],
  ['an item moved to dead before outbox is synced', without(buried, 'outbox>'), 'left processing before outbox'],
  ['an item that is dead before its summary is published', swapped(buried, 12), 'was dead before s~d~cabcd2.json'],
  ['a summary published before processing is synced', swapped(buried, 11), 'published before processing'],
  ['a summary published of an item not marked', swapped(buried, 10), 'published before processing'],
  ['a summary published before outbox is synced', without(buried, 'outbox>'), 'published before outbox'],
  ['a reason named before its bytes are synced', without(buried, 'fdatasync(21</q/tmp/w'), 'w.reason got its name'],
  ['a retry told of before incoming is synced', swapped(givenBack, 1), 'o~a2~n5.json was acknowledged before incoming'],
  ['a retry that is never told of', givenBack.slice(0, 2), 'o~a2~n5.json was never acknowledged'],
  ['a waiting told of before it is synced', without(parked, 'processing>'), 'acknowledged before processing'],
  ['a waiting told of before its claim is synced', without(parked, 'incoming>'), 'acknowledged before incoming'],
  ['an item let go on before that is synced', without(resumed, 'incoming>'), 'acknowledged before incoming'],
  ['a rejection told of before rejected is synced', without(rejected, 'rejected>'), 'acknowledged before rejected'],
  ['a rejection told of before incoming is synced', without(rejected, 'incoming>'), 'acknowledged before incoming'],
  ["an operator's move told of before its target is synced", without(discarded, 'trash>'), 'before trash was synced'],
  ["an operator's move told of before its source is synced", without(discarded, 'dead>'), 'before dead was synced'],
  ['a reason that follows late', late(discarded, '.reason'), 'reason was acknowledged before trash'],
  [
    'a sync that failed',
    without(finished, 'outbox>').toSpliced(5, 0, 'fsync(22</q/outbox>) = -1 EIO (Input/output error)'),
    'before outbox was synced',
  ],
  [
    'a sync of another folder',
    without(finished, 'outbox>').toSpliced(5, 0, 'fsync(22</q/tmp>) = 0'),
    'before outbox was synced',
  ],
  ['a result that is never published', finished.slice(0, 9), 'never published'],
])('finds guilty: %s', (_, lines, sentence) => {
  expect(checked(lines).guilty.join('\n')).toMatch(new RegExp(sentence))
})

it('a sync that began before the rename, or ended after the unlink began, proves nothing', () => {
  const early = `[pid 7] rename("/q/incoming/m.json", "/q/processing/m~cabcd1.json") = 0
[pid 7] fsync(23</q/processing>) = 0
[pid 7] fsync(24</q/incoming>) = 0
[pid 7] write(21</q/tmp/c1.json>, "{}", 2) = 2
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
