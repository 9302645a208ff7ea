import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aborted, activeItem, deaf, ScriptedWorker, TestSupervisor } from '../../testing/owners/test-supervisor'
import type { Worker, WorkerLife } from '../ground/worker'

const fast = { startMs: 60_000, endMs: 20, leaveMs: 20, verifyMs: 1000 }

async function up(...workers: Worker[]): Promise<TestSupervisor> {
  const test = new TestSupervisor(workers, { bounds: fast })
  test.supervisor.start()
  await test.supervisor.settled()
  return test
}

const names = ({ supervisor }: TestSupervisor): string[] => supervisor.status.workers.map(({ name }) => name)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate()
}

describe('the workers of a supervisor that is up', () => {
  it('become those that are wanted: others are started, those left out end, the rest go on', async () => {
    const [stays, goes, comes] = [new ScriptedWorker('stays'), new ScriptedWorker('goes'), new ScriptedWorker('comes')]
    const test = await up(stays, goes)
    test.supervisor.want([new ScriptedWorker('stays'), comes])
    await until(() => names(test).join() === 'stays,comes')
    expect([stays.lives.length, goes.lives[0]?.stop.aborted, comes.lives.length]).toEqual([1, true, 1])
    expect(stays.lives[0]?.stop.aborted).toBe(false)
    expect(test.supervisor.status.state).toBe('running')
    await test.supervisor.close()
    expect([stays, comes].map(({ lives }) => lives[0]?.stop.aborted)).toEqual([true, true])
    expect(test.receipts.at(-1)?.leftWorkers).toEqual([])
  })

  it('may finish what is active when they are not wanted any more, within the drain', async () => {
    const worker = new ScriptedWorker('lane', async (life) => {
      life.ready()
      await aborted(life.stop)
      await aborted(life.drained)
    })
    worker.items.push(activeItem('a'))
    const test = new TestSupervisor([worker], { bounds: fast, drainMs: () => 30 })
    test.supervisor.start()
    await test.supervisor.settled()
    test.supervisor.want([])
    expect(worker.lives[0]?.stop.aborted).toBe(true)
    expect(worker.lives[0]?.drained.aborted).toBe(false)
    expect(test.supervisor.status.workers).toMatchObject([{ name: 'lane', state: 'stopping' }])
    await until(() => names(test).length === 0)
    expect(worker.lives[0]?.drained.aborted).toBe(true)
    await test.supervisor.close()
  })

  it('that are wanted again while they end are started anew after that, never beside themselves', async () => {
    let alive = 0
    let most = 0
    const go = Promise.withResolvers<void>()
    const script = async (life: WorkerLife): Promise<void> => {
      most = Math.max(most, ++alive)
      life.ready()
      await aborted(life.stop)
      await go.promise
      alive--
    }
    const test = new TestSupervisor([new ScriptedWorker('lane', script)], { bounds: { ...fast, endMs: 60_000 } })
    test.supervisor.start()
    await test.supervisor.settled()
    const again = new ScriptedWorker('lane', script)
    test.supervisor.want([])
    test.supervisor.want([again])
    await setImmediate()
    expect(again.lives).toEqual([])
    go.resolve()
    await until(() => again.lives.length === 1)
    expect([names(test), most]).toEqual([['lane'], 1])
    await test.supervisor.close()
    expect(alive).toBe(0)
  })

  it('are those last wanted when that was said while it started', async () => {
    const go = Promise.withResolvers<void>()
    const [old, late] = [new ScriptedWorker('old'), new ScriptedWorker('late')]
    const test = new TestSupervisor([], {
      prepare: async () => {
        await go.promise
        return [old]
      },
    })
    test.supervisor.start()
    test.supervisor.want([late])
    go.resolve()
    await test.supervisor.settled()
    expect([names(test), old.lives.length]).toEqual([['late'], 0])
    await test.supervisor.close()
  })

  it('of which one refuses to end are told of by the stop of all', async () => {
    const test = await up(new ScriptedWorker('deaf', deaf), new ScriptedWorker('fine'))
    test.supervisor.want([new ScriptedWorker('fine')])
    await until(() => test.faults.length > 0)
    expect(test.faults).toEqual(['The worker deaf was told to end and has not.'])
    test.supervisor.stop()
    await test.supervisor.settled()
    expect(test.supervisor.status).toMatchObject({ state: 'stop_failed', receipt: { leftWorkers: ['deaf'] } })
  })

  it('have names of their own', async () => {
    const test = await up(new ScriptedWorker('one'))
    expect(() => test.supervisor.want([new ScriptedWorker('x'), new ScriptedWorker('x')])).toThrow('called x')
    expect(names(test)).toEqual(['one'])
    await test.supervisor.close()
    const twice = await up(new ScriptedWorker('x'), new ScriptedWorker('x'))
    expect(twice.supervisor.status).toMatchObject({ state: 'stopped', reason: expect.stringContaining('called x') })
  })
})

it('nothing is added to a supervisor that is down or stops', async () => {
  const go = Promise.withResolvers<void>()
  const late = new ScriptedWorker('late')
  const slow = new ScriptedWorker('slow', async (life) => {
    life.ready()
    await aborted(life.stop)
    await go.promise
  })
  const test = new TestSupervisor([slow])
  test.supervisor.want([late])
  test.supervisor.start()
  await test.supervisor.settled()
  test.supervisor.stop()
  test.supervisor.want([slow, late])
  go.resolve()
  await test.supervisor.settled()
  test.supervisor.want([late])
  expect([late.lives.length, test.supervisor.status.state]).toEqual([0, 'stopped'])
})

it('whatever is asked for in whatever order, a stop proves that every worker has ended', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('want' as const), workers: fc.subarray(['a', 'b', 'c', 'd']) }),
      fc.record({ kind: fc.constantFrom('start' as const, 'stop' as const, 'restart' as const) }),
      fc.record({ kind: fc.constant('pass' as const), turns: fc.nat(3) }),
    ),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const alive = new Map<string, number>()
      const count = (name: string, by: number): void => {
        alive.set(name, (alive.get(name) ?? 0) + by)
        expect(alive.get(name)).toBeLessThanOrEqual(1)
      }
      const worker = (name: string): Worker => ({
        name,
        run: async (life) => {
          count(name, 1)
          await setImmediate()
          life.ready()
          await aborted(life.stop)
          await setImmediate()
          count(name, -1)
        },
      })
      let wanted = ['a', 'b']
      const test = new TestSupervisor([], { prepare: async () => wanted.map(worker) })
      const { supervisor } = test
      for (const step of all) {
        if (step.kind === 'pass') for (let turn = 0; turn < step.turns; turn++) await setImmediate()
        else if (step.kind !== 'want') supervisor[step.kind]()
        else {
          wanted = step.workers
          supervisor.want(wanted.map(worker))
        }
        const present = names(test)
        expect(new Set(present).size).toBe(present.length)
      }
      await supervisor.settled()
      if (supervisor.status.state === 'running') await until(() => names(test).toSorted().join() === wanted.join())
      await supervisor.close()
      expect([...alive.values()].filter((number) => number !== 0)).toEqual([])
      expect([supervisor.status.state, test.faults]).toEqual(['stopped', []])
      for (const { leftWorkers } of test.receipts) expect(leftWorkers).toEqual([])
    }),
    { numRuns: 150 },
  )
})
