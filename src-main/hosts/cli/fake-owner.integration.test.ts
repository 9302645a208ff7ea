import { describe, expect, test } from 'vitest'
import type { Board, BoardEvent } from '#shared/board'
import type { SupervisorStatus } from '#shared/supervisor'
import { Refused } from '../../core/ground/refused'
import { aborted, sampleBoard } from '../../testing/stand-ins/fake-core'
import { FakeOwner } from '../../testing/stand-ins/fake-owner'

const stopped: SupervisorStatus = sampleBoard.supervisor
const running: SupervisorStatus = { ...stopped, state: 'running', since: 1 }
const stopFailed: SupervisorStatus = {
  ...stopped,
  state: 'stop_failed',
  reason: 'These processes refuse to end: 511, 512.',
  receipt: {
    askedAt: 1,
    tookMs: 65_000,
    items: [{ lane: 'queue', id: 'a@1', title: 'Plan the week', since: 0, outcome: 'left' }],
    active: 1,
    endedProcesses: 1,
    ended: [],
    reach: 'group',
    leftProcesses: [511, 512],
    left: [],
    leftWorkers: ['queue'],
  },
}
const stopping: SupervisorStatus = {
  ...running,
  state: 'stopping',
  draining: {
    active: 1,
    until: Date.now() + 3_600_000,
    items: [{ lane: 'queue', id: 'a@1', title: 'Plan the \u001B[31mweek', since: 0 }],
  },
}

/** A board that stands as `now` says when it is asked. */
function boardThat(now: () => Partial<Board>) {
  async function* follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    yield { kind: 'snapshot', revision: 0, board: { ...sampleBoard, ...now() } }
    await aborted(signal)
  }
  return { follow }
}

/** A supervisor that is `before` until it is asked for something, `during` until that has settled, and then `after`. */
function supervisorThat(before: SupervisorStatus, during: SupervisorStatus, after: SupervisorStatus) {
  let now = before
  const asked: string[] = []
  const settled = Promise.withResolvers<void>()
  const ask = (what: string) => async () => {
    asked.push(what)
    now = during
  }
  return {
    asked,
    settle: settled.resolve,
    parts: {
      board: boardThat(() => ({ supervisor: now })),
      supervisor: {
        start: ask('start'),
        stop: ask('stop'),
        stopNow: ask('stopNow'),
        restart: ask('restart'),
        settled: async () => {
          await settled.promise
          now = after
        },
      },
    },
  }
}

describe('a stop that leaves something running', () => {
  test.each([['stop'], ['restart']])('makes %s fail and names the processes', async (command) => {
    const { parts, settle } = supervisorThat(running, stopping, stopFailed)
    await using owner = await FakeOwner.create(parts, true)
    settle()
    const human = await owner.run([command])
    expect(human).toEqual({
      exitCode: 1,
      out: '',
      err: expect.stringContaining(
        'These processes refuse to end: 511, 512.\nEnd what is left, then run lanekeeper stop again.\n',
      ),
    })
    const json = await owner.run([command, '--json'])
    expect([json.exitCode, JSON.parse(json.out)]).toEqual([
      1,
      {
        error: {
          code: 'stop_failed',
          sentence: 'These processes refuse to end: 511, 512.',
          nextStep: 'End what is left, then run lanekeeper stop again.',
        },
        pids: [511, 512],
        receipt: stopFailed.receipt,
      },
    ])
  })

  test('is what status says', async () => {
    await using owner = await FakeOwner.create({ board: boardThat(() => ({ supervisor: stopFailed })) })
    const { exitCode, out } = await owner.run(['status', '--json'])
    expect([exitCode, JSON.parse(out).state]).toEqual([1, 'stop_failed'])
  })
})

describe('while a stop drains', () => {
  test('a terminal shows one line that is replaced, and the proof in the end', async () => {
    const { parts, settle, asked } = supervisorThat(running, stopping, stopped)
    await using owner = await FakeOwner.create(parts)
    const written: string[] = []
    const err = {
      isTerminal: true,
      columns: 200,
      write: (text: string) => {
        written.push(text)
        if (text.includes('waiting for 1 active item')) settle()
      },
    }
    const { exitCode, out } = await owner.run(['stop'], { err }, true)
    expect([exitCode, asked]).toEqual([0, ['stop']])
    expect(written[0]?.slice(0, 4)).toBe('\r\u001B[K')
    expect(written[0]?.slice(4)).toMatch(
      /^Stopping; waiting for 1 active item for at most (1 h|59 min \d+ s): Plan the week$/,
    )
    expect(written.at(-1)).toBe('\r\u001B[K')
    expect(out).toContain('The supervisor has stopped.')
  })

  test('others are told once', async () => {
    const { parts, settle } = supervisorThat(running, stopping, stopped)
    await using owner = await FakeOwner.create(parts)
    const written: string[] = []
    const write = (text: string): void => {
      written.push(text)
      settle()
    }
    const err = { isTerminal: false, columns: 80, write }
    const { exitCode } = await owner.run(['stop', '--now'], { err })
    expect(exitCode).toBe(0)
    expect(written.join('')).toMatch(/^Stopping; waiting for 1 active item for at most .*: Plan the week\n$/)
  })

  test('whoever leaves is told that it goes on', async () => {
    const { parts } = supervisorThat(running, stopping, stopped)
    await using owner = await FakeOwner.create(parts)
    const ending = new AbortController()
    const written: string[] = []
    const write = (text: string): void => {
      written.push(text)
      ending.abort()
    }
    const err = { isTerminal: false, columns: 80, write }
    const left = await owner.run(['stop'], { err, ending: ending.signal })
    expect(written[1]).toBe(
      'You left the wait; the stop goes on in the owner of the home.\nLook with lanekeeper status.\n',
    )
    expect(left.exitCode).toBe(130)
  })

  test('no wait is without a bound', async () => {
    const { parts } = supervisorThat(running, stopping, stopped)
    await using owner = await FakeOwner.create(parts)
    const { exitCode, out } = await owner.run(['stop', '--timeout', '1', '--json'])
    expect([exitCode, JSON.parse(out)]).toEqual([
      1,
      {
        error: {
          code: 'timed_out',
          sentence: 'The supervisor had not stopped after 1 s; the stop goes on.',
          nextStep: 'Look with lanekeeper status, or end the drain with lanekeeper stop --now.',
        },
      },
    ])
  })
})

test('a start that fails says why', async () => {
  const failed = { ...stopped, reason: 'It could not start: the lane queue cannot be read' }
  const { parts, settle } = supervisorThat(stopped, { ...running, state: 'starting' }, failed)
  await using owner = await FakeOwner.create(parts)
  settle()
  const { exitCode, out } = await owner.run(['start', '--json'])
  expect([exitCode, JSON.parse(out)]).toEqual([
    1,
    {
      error: {
        code: 'not_started',
        sentence: 'It could not start: the lane queue cannot be read',
        nextStep: 'See lanekeeper logs for the cause.',
      },
    },
  ])
})

test('a start asked of a process that is ending waits until it is gone', async () => {
  const { parts } = supervisorThat(stopped, stopped, stopped)
  const refuse = async (): Promise<void> => {
    throw new Refused('not_offered', 'This process is ending.')
  }
  await using owner = await FakeOwner.create({ ...parts, supervisor: { start: refuse } })
  const { exitCode, out } = await owner.run(['start', '--json', '--timeout', '1'])
  expect([exitCode, JSON.parse(out)]).toEqual([1, { error: expect.objectContaining({ code: 'timed_out' }) }])
})

test('a start into trouble succeeds and says so', async () => {
  const degraded: SupervisorStatus = { ...running, state: 'degraded', reason: 'The worker housekeeping failed.' }
  const { parts, settle } = supervisorThat(stopped, { ...running, state: 'starting' }, degraded)
  const panelAddress = async () => ({ address: 'http://127.0.0.1:4270/open?token=x' })
  await using owner = await FakeOwner.create({ ...parts, home: { panelAddress } })
  settle()
  const { exitCode, out, err } = await owner.run(['start'])
  expect(exitCode).toBe(0)
  expect(out).toBe(
    `The supervisor is degraded (process ${process.pid}, browser host).\nPanel: http://127.0.0.1:4270/open?token=x\n`,
  )
  expect(err).toContain('The worker housekeeping failed.\n')
})

describe('open', () => {
  test('prints the address of the panel and opens it', async () => {
    const panelAddress = async () => ({ address: 'http://127.0.0.1:4270/open?token=x' })
    await using owner = await FakeOwner.create({ home: { panelAddress } })
    const opened: string[] = []
    const openBrowser = async (address: string) => void opened.push(address)
    expect((await owner.run(['open'], { openBrowser })).out).toBe('http://127.0.0.1:4270/open?token=x\n')
    expect((await owner.run(['open', '--print'], { openBrowser })).exitCode).toBe(0)
    expect(opened).toEqual(['http://127.0.0.1:4270/open?token=x'])
    const without = await owner.run(['open'], { openBrowser: () => Promise.reject(new Error('spawn xdg-open ENOENT')) })
    expect([without.exitCode, without.err]).toEqual([
      0,
      'No browser could be opened (spawn xdg-open ENOENT). Open the address above yourself.\n',
    ])
  })

  test('says so where a window is shown instead', async () => {
    await using owner = await FakeOwner.create({ home: { panelAddress: async () => ({ address: null }) } })
    expect((await owner.run(['open'])).out).toBe(`The window of process ${process.pid} is shown.\n`)
  })
})
