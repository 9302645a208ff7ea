import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type SupervisorState, type SupervisorStatus, supervisorStates } from '#shared/supervisor'
import type { Owner } from '../../core/supervise/owner'
import type { VerifiedStatus } from '../../core/supervise/verified-status'
import { formatLanes, formatStatus } from './format-status'
import { moment } from './format-time'
import { unpainted } from './paint'
import { exitCodeOf, type OwnerSays, type StatusReport, statusReport } from './status-report'

const now = Date.UTC(2026, 10, 20, 10, 2, 11)
const ago = (seconds: number): number => now - seconds * 1000

beforeAll(() => void vi.stubEnv('TZ', 'UTC'))
afterAll(() => void vi.unstubAllEnvs())

const owner: Owner = {
  pid: 4711,
  processStartedAt: 'boot.1',
  instance: 'one',
  host: 'browser',
  machine: 'mill',
  since: ago(900),
  control: '/home/ada/.lanekeeper/daemon/control.sock',
  version: '0.1.0',
  detached: true,
}

const beating = { state: 'running', lastBeatAt: ago(3), lastError: null, restarts: 0, nextTryAt: null } as const
const workers: SupervisorStatus['workers'] = [
  { name: 'queue', ...beating },
  { name: 'housekeeping', ...beating },
]
const ill: SupervisorStatus['workers'][number] = {
  name: 'housekeeping',
  state: 'backing_off',
  lastBeatAt: ago(40),
  lastError: 'ENOSPC: no space left on device',
  restarts: 2,
  nextTryAt: now + 4000,
}
const receipt: SupervisorStatus['receipt'] = {
  askedAt: ago(120),
  tookMs: 31_200,
  items: [
    { lane: 'queue', id: 'a@1', title: 'Plan the week', since: ago(200), outcome: 'finished' },
    { lane: 'queue', id: 'b@1', title: 'Read \u001B[31mthe mail', since: ago(180), outcome: 'back_in_line' },
  ],
  active: 2,
  endedProcesses: 3,
  ended: [
    { pid: 611, command: 'node agent.mjs --name \u001B[31mada', signal: 'SIGTERM', by: 'run', invocationId: 'inv-1' },
    { pid: 612, command: '', signal: 'SIGKILL', by: 'stop', invocationId: 'inv-1' },
  ],
  reach: 'group',
  leftProcesses: [],
  left: [],
  leftWorkers: [],
}
const failedReceipt: SupervisorStatus['receipt'] = {
  ...receipt,
  leftProcesses: [511, 512],
  left: [{ pid: 511, command: 'sleep \u001B[31m900' }],
  leftWorkers: ['queue'],
}

const lanes: StatusReport['lanes'] = [
  {
    name: 'queue',
    counts: { pending: 3, active: 1, completed: 12_840, failed: 1, dead: 2, rejected: 0, trash: 4 },
    waiting: 0,
    indexing: false,
    trouble: null,
  },
]
const quiet: SupervisorStatus = {
  state: 'running',
  since: ago(185),
  reason: null,
  workers,
  draining: null,
  receipt: null,
  owner: null,
}

function live(change: Partial<SupervisorStatus>, attention: OwnerSays['attention'] = []): StatusReport {
  const verified: VerifiedStatus = { state: 'running', owner, liveness: 'answers', runtime: null, reason: null }
  const says = { supervisor: { ...quiet, ...change }, lanes, attention }
  return statusReport({ home: '/home/ada/.lanekeeper', exists: true, verified, says, lanes: [] })
}

function gone(change: Partial<VerifiedStatus>, runtime: Partial<SupervisorStatus> = {}): StatusReport {
  const said = { instance: 'one', pid: 4711, host: 'browser', version: '0.1.0', beatAt: ago(100), since: ago(100) }
  const verified: VerifiedStatus = {
    state: 'stopped',
    owner: null,
    liveness: null,
    runtime: { ...quiet, ...said, state: 'stopped', left: { attempts: [], processes: [] }, ...runtime },
    reason: null,
    ...change,
  }
  return statusReport({ home: '/home/ada/.lanekeeper', exists: true, verified, says: null, lanes })
}

const reports: Readonly<Record<SupervisorState, StatusReport>> = {
  stopped: gone({}, { receipt }),
  starting: live({ state: 'starting', workers: [{ ...beating, name: 'queue', state: 'starting', lastBeatAt: null }] }),
  running: live({}),
  stopping: live({
    state: 'stopping',
    draining: {
      active: 1,
      until: now + 28_000,
      items: [{ lane: 'queue', id: 'a@1', title: 'Plan the week', since: ago(75) }],
    },
  }),
  degraded: live({
    state: 'degraded',
    reason: 'The worker housekeeping failed and is being tried again: ENOSPC: no space left on device.',
    workers: [...workers.slice(0, 1), ill],
  }),
  stop_failed: live(
    { state: 'stop_failed', reason: 'These processes refuse to end: 511, 512.', receipt: failedReceipt, workers: [] },
    [{ level: 'error', sentence: 'These processes refuse to end: 511, 512.', nextStep: 'End what is left.' }],
  ),
  stale: gone({ state: 'stale', liveness: 'dead', reason: 'Its process 4711 ended without stopping.' }),
  foreign: gone({
    state: 'foreign',
    owner,
    liveness: 'mute',
    reason: 'Its owner, process 4711, does not answer.',
  }),
}

const human = (state: SupervisorState): string => `\n${formatStatus(reports[state], now, unpainted)}\n`

describe('the status for people', () => {
  test('of a stopped supervisor', () =>
    expect(human('stopped')).toMatchInlineSnapshot(`
      "
      Supervisor  stopped since 2026-11-20 10:00:31 (1 min 40 s)
      Home        /home/ada/.lanekeeper

      Lane   pending  active  completed  failed  dead  rejected  trash
      queue        3       1      12840       1     2         0      4

      Last stop: asked 2026-11-20 10:00:11, took 31 s.
        2 items were active: 1 finished, 1 went back in line.
          Plan the week: finished
          Read the mail: went back in line
        3 processes ended:
          611 node agent.mjs --name ada: SIGTERM, with its run
          612: SIGKILL, by the last look
          and 1 more
        Nothing is left running.
      "
    `))
  test('of a starting one', () =>
    expect(human('starting')).toMatchInlineSnapshot(`
    "
    Supervisor  starting since 2026-11-20 09:59:06 (3 min 5 s)
    Home        /home/ada/.lanekeeper
    Owner       process 4711, browser host, detached, version 0.1.0, on mill
    Workers     queue: starting

    Lane   pending  active  completed  failed  dead  rejected  trash
    queue        3       1      12840       1     2         0      4
    "
  `))
  test('of a running one', () =>
    expect(human('running')).toMatchInlineSnapshot(`
    "
    Supervisor  running since 2026-11-20 09:59:06 (3 min 5 s)
    Home        /home/ada/.lanekeeper
    Owner       process 4711, browser host, detached, version 0.1.0, on mill
    Workers     queue: running, last beat 3 s ago
                housekeeping: running, last beat 3 s ago

    Lane   pending  active  completed  failed  dead  rejected  trash
    queue        3       1      12840       1     2         0      4
    "
  `))
  test('of a stopping one', () =>
    expect(human('stopping')).toMatchInlineSnapshot(`
    "
    Supervisor  stopping since 2026-11-20 09:59:06 (3 min 5 s)
    Home        /home/ada/.lanekeeper
    Owner       process 4711, browser host, detached, version 0.1.0, on mill
    Waits for   1 active item, at most 28 s
                Plan the week (1 min 15 s)
    Workers     queue: running, last beat 3 s ago
                housekeeping: running, last beat 3 s ago

    Lane   pending  active  completed  failed  dead  rejected  trash
    queue        3       1      12840       1     2         0      4
    "
  `))
  test('of a degraded one', () =>
    expect(human('degraded')).toMatchInlineSnapshot(`
    "
    Supervisor  degraded since 2026-11-20 09:59:06 (3 min 5 s)
                The worker housekeeping failed and is being tried again: ENOSPC: no space left on device.
    Home        /home/ada/.lanekeeper
    Owner       process 4711, browser host, detached, version 0.1.0, on mill
    Workers     queue: running, last beat 3 s ago
                housekeeping: backing off, last beat 40 s ago, 2 restarts, tried again in 4 s, ENOSPC: no space left on device

    Lane   pending  active  completed  failed  dead  rejected  trash
    queue        3       1      12840       1     2         0      4
    "
  `))
  test('of one whose stop failed', () =>
    expect(human('stop_failed')).toMatchInlineSnapshot(`
      "
      Supervisor  stop failed since 2026-11-20 09:59:06 (3 min 5 s)
                  These processes refuse to end: 511, 512.
      Home        /home/ada/.lanekeeper
      Owner       process 4711, browser host, detached, version 0.1.0, on mill

      Lane   pending  active  completed  failed  dead  rejected  trash
      queue        3       1      12840       1     2         0      4

      Last stop: asked 2026-11-20 10:00:11, took 31 s.
        2 items were active: 1 finished, 1 went back in line.
          Plan the week: finished
          Read the mail: went back in line
        3 processes ended:
          611 node agent.mjs --name ada: SIGTERM, with its run
          612: SIGKILL, by the last look
          and 1 more
        Left running: processes 511 (sleep [31m900), 512; workers queue.

      Needs a person:
        error: These processes refuse to end: 511, 512. End what is left.
      "
    `))
  test('of a stale one', () =>
    expect(human('stale')).toMatchInlineSnapshot(`
      "
      Supervisor  stale
                  Its process 4711 ended without stopping.
      Home        /home/ada/.lanekeeper

      Lane   pending  active  completed  failed  dead  rejected  trash
      queue        3       1      12840       1     2         0      4
      "
    `))
  test('of one that does not answer', () =>
    expect(human('foreign')).toMatchInlineSnapshot(`
      "
      Supervisor  owned by another
                  Its owner, process 4711, does not answer.
      Home        /home/ada/.lanekeeper
      Owner       process 4711, browser host, detached, version 0.1.0, on mill

      Lane   pending  active  completed  failed  dead  rejected  trash
      queue        3       1      12840       1     2         0      4
      "
    `))
  test('of a home that is not made yet', () => {
    const report = { ...gone({ runtime: null }), exists: false, lanes: [] }
    expect(`\n${formatStatus(report, now, unpainted)}\n`).toMatchInlineSnapshot(`
      "
      Supervisor  stopped
      Home        /home/ada/.lanekeeper (not made yet)
      "
    `)
  })
})

describe('the status for programs', () => {
  test('of a stopped supervisor', () =>
    expect(reports.stopped).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": null,
        "reason": null,
        "receipt": {
          "active": 2,
          "askedAt": 1795168811000,
          "ended": [
            {
              "by": "run",
              "command": "node agent.mjs --name [31mada",
              "invocationId": "inv-1",
              "pid": 611,
              "signal": "SIGTERM",
            },
            {
              "by": "stop",
              "command": "",
              "invocationId": "inv-1",
              "pid": 612,
              "signal": "SIGKILL",
            },
          ],
          "endedProcesses": 3,
          "items": [
            {
              "id": "a@1",
              "lane": "queue",
              "outcome": "finished",
              "since": 1795168731000,
              "title": "Plan the week",
            },
            {
              "id": "b@1",
              "lane": "queue",
              "outcome": "back_in_line",
              "since": 1795168751000,
              "title": "Read [31mthe mail",
            },
          ],
          "left": [],
          "leftProcesses": [],
          "leftWorkers": [],
          "reach": "group",
          "tookMs": 31200,
        },
        "since": 1795168831000,
        "state": "stopped",
        "workers": [],
      }
    `))
  test('of a starting one', () =>
    expect(reports.starting).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "answers",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": null,
        "receipt": null,
        "since": 1795168746000,
        "state": "starting",
        "workers": [
          {
            "lastBeatAt": null,
            "lastError": null,
            "name": "queue",
            "nextTryAt": null,
            "restarts": 0,
            "state": "starting",
          },
        ],
      }
    `))
  test('of a running one', () =>
    expect(reports.running).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "answers",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": null,
        "receipt": null,
        "since": 1795168746000,
        "state": "running",
        "workers": [
          {
            "lastBeatAt": 1795168928000,
            "lastError": null,
            "name": "queue",
            "nextTryAt": null,
            "restarts": 0,
            "state": "running",
          },
          {
            "lastBeatAt": 1795168928000,
            "lastError": null,
            "name": "housekeeping",
            "nextTryAt": null,
            "restarts": 0,
            "state": "running",
          },
        ],
      }
    `))
  test('of a stopping one', () =>
    expect(reports.stopping).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": {
          "active": 1,
          "items": [
            {
              "id": "a@1",
              "lane": "queue",
              "since": 1795168856000,
              "title": "Plan the week",
            },
          ],
          "until": 1795168959000,
        },
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "answers",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": null,
        "receipt": null,
        "since": 1795168746000,
        "state": "stopping",
        "workers": [
          {
            "lastBeatAt": 1795168928000,
            "lastError": null,
            "name": "queue",
            "nextTryAt": null,
            "restarts": 0,
            "state": "running",
          },
          {
            "lastBeatAt": 1795168928000,
            "lastError": null,
            "name": "housekeeping",
            "nextTryAt": null,
            "restarts": 0,
            "state": "running",
          },
        ],
      }
    `))
  test('of a degraded one', () =>
    expect(reports.degraded).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "answers",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": "The worker housekeeping failed and is being tried again: ENOSPC: no space left on device.",
        "receipt": null,
        "since": 1795168746000,
        "state": "degraded",
        "workers": [
          {
            "lastBeatAt": 1795168928000,
            "lastError": null,
            "name": "queue",
            "nextTryAt": null,
            "restarts": 0,
            "state": "running",
          },
          {
            "lastBeatAt": 1795168891000,
            "lastError": "ENOSPC: no space left on device",
            "name": "housekeeping",
            "nextTryAt": 1795168935000,
            "restarts": 2,
            "state": "backing_off",
          },
        ],
      }
    `))
  test('of one whose stop failed', () =>
    expect(reports.stop_failed).toMatchInlineSnapshot(`
      {
        "attention": [
          {
            "level": "error",
            "nextStep": "End what is left.",
            "sentence": "These processes refuse to end: 511, 512.",
          },
        ],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "answers",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": "These processes refuse to end: 511, 512.",
        "receipt": {
          "active": 2,
          "askedAt": 1795168811000,
          "ended": [
            {
              "by": "run",
              "command": "node agent.mjs --name [31mada",
              "invocationId": "inv-1",
              "pid": 611,
              "signal": "SIGTERM",
            },
            {
              "by": "stop",
              "command": "",
              "invocationId": "inv-1",
              "pid": 612,
              "signal": "SIGKILL",
            },
          ],
          "endedProcesses": 3,
          "items": [
            {
              "id": "a@1",
              "lane": "queue",
              "outcome": "finished",
              "since": 1795168731000,
              "title": "Plan the week",
            },
            {
              "id": "b@1",
              "lane": "queue",
              "outcome": "back_in_line",
              "since": 1795168751000,
              "title": "Read [31mthe mail",
            },
          ],
          "left": [
            {
              "command": "sleep [31m900",
              "pid": 511,
            },
          ],
          "leftProcesses": [
            511,
            512,
          ],
          "leftWorkers": [
            "queue",
          ],
          "reach": "group",
          "tookMs": 31200,
        },
        "since": 1795168746000,
        "state": "stop_failed",
        "workers": [],
      }
    `))
  test('of a stale one', () =>
    expect(reports.stale).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": null,
        "reason": "Its process 4711 ended without stopping.",
        "receipt": null,
        "since": null,
        "state": "stale",
        "workers": [],
      }
    `))
  test('of one that does not answer', () =>
    expect(reports.foreign).toMatchInlineSnapshot(`
      {
        "attention": [],
        "draining": null,
        "exists": true,
        "home": "/home/ada/.lanekeeper",
        "lanes": [
          {
            "counts": {
              "active": 1,
              "completed": 12840,
              "dead": 2,
              "failed": 1,
              "pending": 3,
              "rejected": 0,
              "trash": 4,
            },
            "indexing": false,
            "name": "queue",
            "trouble": null,
            "waiting": 0,
          },
        ],
        "owner": {
          "detached": true,
          "host": "browser",
          "liveness": "mute",
          "machine": "mill",
          "pid": 4711,
          "since": 1795168031000,
          "version": "0.1.0",
        },
        "reason": "Its owner, process 4711, does not answer.",
        "receipt": null,
        "since": null,
        "state": "foreign",
        "workers": [],
      }
    `))
  test('has the same fields in every state', () => {
    const fields = supervisorStates.map((state) => Object.keys(reports[state]).join())
    expect(new Set(fields).size).toBe(1)
  })
})

test('the exit code tells the state', () => {
  expect(Object.fromEntries(supervisorStates.map((state) => [state, exitCodeOf(state)]))).toEqual({
    stopped: 3,
    starting: 0,
    running: 0,
    stopping: 0,
    degraded: 0,
    stop_failed: 1,
    stale: 3,
    foreign: 4,
  })
})

test('what the owner says now counts for more than what it wrote down', () => {
  const verified: VerifiedStatus = { state: 'stopping', owner, liveness: 'answers', runtime: null, reason: 'old' }
  const says = { supervisor: quiet, lanes, attention: [] }
  const report = statusReport({ home: '/h', exists: true, verified, says, lanes: [] })
  expect(report).toMatchObject({ state: 'running', reason: null, lanes })
})

test('what goes on by itself says when', () => {
  const until = now + 3 * 3_600_000
  const sentence = 'claude waits for its usage limit: The model’s limit is reached.'
  const report = {
    ...reports.running,
    attention: [{ level: 'notice', sentence, nextStep: 'It goes on.', until }],
  } as const
  expect(formatStatus(report, now, unpainted)).toContain(`${sentence} It goes on. (${moment(until)}, in 3 h)`)
})

test('of a lane whose files are still being counted no number is told as if it were the last', () => {
  const [lane] = lanes
  if (lane === undefined) throw new Error('there is a lane')
  const counting = { ...lane, counts: { ...lane.counts, dead: 0 }, indexing: true }
  const [heading = '', row = '', told] = formatLanes([counting], unpainted).split('\n')
  expect(heading).toMatch(/^Lane +pending/)
  expect(row.trim().split(/ +/)).toEqual(['queue', '3+', '1+', '12840+', '1+', '…', '…', '4+'])
  expect(told).toBe('queue: still counting its files.')
})

test('of a lane whose answers of before are still read, what is completed is told as so many so far', () => {
  const [lane] = lanes
  if (lane === undefined) throw new Error('there is a lane')
  const [, row = '', told] = formatLanes([{ ...lane, completedGrows: true }], unpainted).split('\n')
  expect(
    row
      .trim()
      .split(/ +/)
      .filter((count) => count.endsWith('+')),
  ).toEqual(['12840+'])
  expect(told).toBe('queue: still counting its answers of before.')
})
