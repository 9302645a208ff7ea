import { describe, expect, it } from 'vitest'
import type { EndedProcess } from '#shared/supervisor'
import {
  aborted,
  activeItem,
  deaf,
  ScriptedWorker,
  TestSupervisor,
  untilStopped,
} from '../../testing/owners/test-supervisor'

const quick = { bounds: { endMs: 20, leaveMs: 20, verifyMs: 50 } }

describe('a stop', () => {
  it('asked for while the start is still being prepared does not wait for workers to begin', async () => {
    const prepared = Promise.withResolvers<void>()
    const slow = new ScriptedWorker('slow', async (life) => {
      await aborted(life.stop)
    })
    const test = new TestSupervisor([slow], {
      prepare: async () => {
        await prepared.promise
        return [slow]
      },
    })
    test.supervisor.start()
    test.supervisor.stop()
    prepared.resolve()
    await test.supervisor.settled()
    expect(test.states).toEqual(['starting', 'stopped'])
    expect(slow.lives).toEqual([])
  })

  it('tells the preparations of a start to come to an end', async () => {
    const test = new TestSupervisor([], {
      prepare: async (signal) => {
        await aborted(signal)
        return []
      },
    })
    test.supervisor.start()
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stopped')
  })

  it('ends a start whose preparations hang, and the next start prepares anew', async () => {
    let hangs = true
    const test = new TestSupervisor([], {
      ...quick,
      prepare: () => (hangs ? Promise.withResolvers<never>().promise : Promise.resolve([])),
    })
    test.supervisor.start()
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stopped')
    hangs = false
    test.supervisor.start()
    await test.supervisor.settled()
    expect(test.states).toEqual(['starting', 'stopped', 'starting', 'running'])
  })

  it('asked for while workers begin is never shown as running', async () => {
    const slow = new ScriptedWorker('slow', (life) => aborted(life.stop))
    const test = new TestSupervisor([slow])
    test.supervisor.start()
    await expect.poll(() => slow.lives.length).toBe(1)
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.states).toEqual(['starting', 'stopping', 'stopped'])
  })

  it('taken back while workers begin lets them begin', async () => {
    const begin = Promise.withResolvers<void>()
    const slow = new ScriptedWorker('slow', async (life) => {
      await begin.promise
      await untilStopped(life)
    })
    const test = new TestSupervisor([slow])
    test.supervisor.start()
    await expect.poll(() => slow.lives.length).toBe(1)
    test.supervisor.stop()
    test.supervisor.start()
    begin.resolve()
    await test.supervisor.settled()
    expect(test.states).toEqual(['starting', 'running'])
    expect(slow.lives).toHaveLength(1)
    test.supervisor.stop()
    await test.supervisor.settled()
  })

  it('now, asked for before the workers began, does not drain either', async () => {
    const busy = new ScriptedWorker('busy', async (life) => {
      busy.items.push(activeItem('one'))
      life.ready()
      await aborted(life.drained)
      busy.items.length = 0
    })
    const gate = Promise.withResolvers<void>()
    const slow = new ScriptedWorker('slow', async (life) => {
      await gate.promise
      await untilStopped(life)
    })
    const test = new TestSupervisor([busy, slow], { drainMs: () => 1_000_000 })
    test.supervisor.start()
    await expect.poll(() => slow.lives.length).toBe(1)
    test.supervisor.stopNow()
    gate.resolve()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stopped')
  })

  it('now ends a drain that is under way', async () => {
    const busy = new ScriptedWorker('busy', async (life) => {
      busy.items.push(activeItem('one'))
      life.ready()
      await aborted(life.drained)
      busy.items.length = 0
    })
    const test = new TestSupervisor([busy], { drainMs: () => 1_000_000 })
    test.supervisor.start()
    await test.until('running')
    test.supervisor.stop()
    await test.until('stopping')
    expect(test.supervisor.status.draining).toMatchObject({ active: 1, items: [{ id: 'one' }] })
    test.supervisor.stopNow()
    expect(test.supervisor.status.draining?.until).toBeLessThanOrEqual(Date.now())
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'stopped', draining: null })
    expect(test.receipts).toMatchObject([{ active: 1, items: [{ id: 'one', outcome: 'finished' }] }])
  })

  it('that a worker does not heed names the worker, and the next one ends it once it gives in', async () => {
    const end = Promise.withResolvers<void>()
    const stubborn = new ScriptedWorker('stubborn', async (life) => {
      life.ready()
      await end.promise
    })
    const test = new TestSupervisor([stubborn, new ScriptedWorker('meek')], quick)
    test.supervisor.start()
    await test.until('running')
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({
      state: 'stop_failed',
      reason: 'These workers did not end: stubborn.',
      receipt: { leftWorkers: ['stubborn'], leftProcesses: [] },
      workers: [
        { name: 'stubborn', state: 'stopping' },
        { name: 'meek', state: 'stopped' },
      ],
    })
    expect(() => test.supervisor.start()).toThrow('The last stop left something running')
    expect(() => test.supervisor.restart()).toThrow('The last stop left something running')
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stop_failed')
    end.resolve()
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'stopped', reason: null, receipt: { leftWorkers: [] } })
  })

  it('that leaves processes names them until a later one finds them gone', async () => {
    let left = [4711, 4712]
    const test = new TestSupervisor([new ScriptedWorker('meek')], {
      endedSince: () => [goneProcess(2, 'run')],
      verify: async () => ({
        ...{ ended: [goneProcess(1, 'stop')], left, reach: 'group' },
        named: left.slice(0, 1).map((pid) => ({ pid, command: 'sleep 900' })),
      }),
    })
    test.supervisor.start()
    await test.until('running')
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({
      state: 'stop_failed',
      reason: 'These processes refuse to end: 4711 (sleep 900), 4712.',
      receipt: {
        leftProcesses: [4711, 4712],
        left: [{ pid: 4711, command: 'sleep 900' }],
        endedProcesses: 2,
        ended: [goneProcess(2, 'run'), goneProcess(1, 'stop')],
        reach: 'group',
      },
    })
    left = []
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'stopped', receipt: { leftProcesses: [] } })
  })

  it.each([
    ['breaks off', async () => Promise.reject(new Error('the table cannot be read')), 'the table cannot be read'],
    ['takes for ever', () => Promise.withResolvers<never>().promise, 'could not be verified in time'],
  ])('whose verification %s has failed, with a receipt and no drain left on show', async (_, verify, why) => {
    const test = new TestSupervisor([new ScriptedWorker('deaf', deaf)], { ...quick, verify })
    test.supervisor.start()
    await test.until('running')
    test.supervisor.stop()
    await test.supervisor.settled()
    const { state, reason, draining, receipt } = test.supervisor.status
    expect({ state, draining, left: receipt?.leftWorkers }).toEqual({
      state: 'stop_failed',
      draining: null,
      left: ['deaf'],
    })
    expect(reason).toContain(why)
    expect(test.receipts).toHaveLength(1)
  })

  it('asked for in the breath in which the last one is found to have failed is carried out', async () => {
    let left = [4711]
    const test = new TestSupervisor([], {
      verify: async () => ({ ended: [], left, reach: 'group' }),
      changed: () => {
        if (test.supervisor.status.state !== 'stop_failed' || left.length === 0) return
        left = []
        queueMicrotask(() => test.supervisor.stop())
      },
    })
    test.supervisor.start()
    await test.supervisor.settled()
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stopped')
  })
})

describe('a restart', () => {
  it('asked for many times at once is one restart', async () => {
    const worker = new ScriptedWorker('worker')
    const test = new TestSupervisor([worker])
    test.supervisor.start()
    await test.until('running')
    for (let press = 0; press < 5; press++) test.supervisor.restart()
    await test.supervisor.settled()
    expect(test.states).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'running'])
    expect(worker.lives).toHaveLength(2)
  })

  it.each(['start', 'stop', 'restart'] as const)(
    'or anything else in the breath in which the start ended is carried out: %s',
    async (action) => {
      let pressed = false
      const test: TestSupervisor = new TestSupervisor([new ScriptedWorker('worker')], {
        changed: () => {
          test.changed()
          if (test.supervisor.status.state !== 'running' || pressed) return
          pressed = true
          queueMicrotask(() => queueMicrotask(() => test.supervisor[action]()))
        },
      })
      test.supervisor.start()
      await test.supervisor.settled()
      await test.supervisor.settled()
      expect(test.states).toEqual(
        {
          start: ['starting', 'running'],
          stop: ['starting', 'running', 'stopping', 'stopped'],
          restart: ['starting', 'running', 'stopping', 'stopped', 'starting', 'running'],
        }[action],
      )
    },
  )
})

describe('the state', () => {
  it('is degraded, not running, while a worker that failed is begun again', async () => {
    let failures = 1
    const again = Promise.withResolvers<void>()
    const ill = new ScriptedWorker('ill', async (life) => {
      if (failures-- > 0) throw new Error('no luck')
      await again.promise
      await untilStopped(life)
    })
    const test = new TestSupervisor([ill, new ScriptedWorker('well')])
    test.supervisor.start()
    await test.until('degraded')
    expect(test.supervisor.status.reason).toContain('no luck')
    test.supervisor.retryWorkers()
    expect(test.supervisor.status.workers[0]?.state).toBe('starting')
    expect(test.supervisor.status.state).toBe('degraded')
    again.resolve()
    await test.until('running')
    expect(test.states).toEqual(['starting', 'degraded', 'running'])
    test.supervisor.stop()
    await test.supervisor.settled()
  })

  it('is degraded when a worker does not begin within the bound, and says which', async () => {
    const begin = Promise.withResolvers<void>()
    const slow = new ScriptedWorker('slow', async (life) => {
      await begin.promise
      await untilStopped(life)
    })
    const test = new TestSupervisor([slow], { bounds: { startMs: 20 } })
    test.supervisor.start()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({
      state: 'degraded',
      reason: 'The worker slow has not begun yet.',
    })
    begin.resolve()
    await test.until('running')
    test.supervisor.stop()
    await test.supervisor.settled()
  })

  it('is stopped with the cause when a start cannot be prepared, and the next start is tried anew', async () => {
    let broken = true
    const test = new TestSupervisor([], {
      prepare: async () => {
        if (broken) throw new Error('processes refuse to end: 4711')
        return []
      },
    })
    test.supervisor.start()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({
      state: 'stopped',
      reason: 'It could not start: processes refuse to end: 4711',
    })
    broken = false
    test.supervisor.start()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'running', reason: null })
  })

  it('is stale until the next start', async () => {
    const test = new TestSupervisor([], { initial: { state: 'stale', reason: 'Process 7 ended without stopping.' } })
    expect(test.supervisor.status).toMatchObject({ state: 'stale', reason: 'Process 7 ended without stopping.' })
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stale')
    test.supervisor.start()
    await test.supervisor.settled()
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'stopped', reason: null })
  })

  it('is stop_failed from the beginning when an earlier life left processes, until a stop finds them gone', async () => {
    let left = [4711]
    const test = new TestSupervisor([], {
      initial: { state: 'stop_failed', reason: 'These processes refuse to end: 4711.' },
      verify: async () => ({ ended: [], left, reach: 'group' }),
    })
    expect(test.supervisor.status.state).toBe('stop_failed')
    expect(() => test.supervisor.start()).toThrow('left something running')
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stop_failed')
    left = []
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status.state).toBe('stopped')
  })
})

describe('a supervisor that is closed', () => {
  it('stops and starts no more, whoever asks at whatever moment', async () => {
    const worker = new ScriptedWorker('worker')
    const test = new TestSupervisor([worker])
    test.supervisor.start()
    await test.until('running')
    const closed = test.supervisor.close()
    expect(() => test.supervisor.start()).toThrow('is ending')
    expect(() => test.supervisor.restart()).toThrow('is ending')
    await closed
    expect(() => test.supervisor.start()).toThrow('is ending')
    expect(test.states).toEqual(['starting', 'running', 'stopping', 'stopped'])
    expect(worker.lives).toHaveLength(1)
  })

  it('in the middle of a restart ends stopped', async () => {
    const worker = new ScriptedWorker('worker')
    const test = new TestSupervisor([worker])
    test.supervisor.start()
    await test.until('running')
    test.supervisor.restart()
    await test.supervisor.close()
    expect(test.supervisor.status.state).toBe('stopped')
    expect(worker.lives).toHaveLength(1)
  })
})

function goneProcess(pid: number, by: EndedProcess['by']): EndedProcess {
  return { pid, command: 'sleep 900', signal: 'SIGKILL', by, invocationId: 'an-attempt' }
}
