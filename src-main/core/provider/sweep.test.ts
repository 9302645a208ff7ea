import { expect, test } from 'vitest'
import { bounds } from '#shared/limits'
import { endProcessTree } from './end-process-tree'
import type { ProcessEntry } from './process-table'
import { killExactly, type ProcessPort, sweep } from './sweep'

/** A system whose pid 4711 ends, and is given to somebody else, between a look at the table and the signal. */
class Reused implements ProcessPort {
  readonly signals: string[] = []
  readonly #entry: ProcessEntry = { pid: 4711, parent: 1, group: 4711, startedAt: 'boot:1', order: 1, attempt: 'a' }
  #looks = 0

  kill(pid: number, signal: NodeJS.Signals): void {
    this.signals.push(`${signal} ${pid}`)
  }

  async table(): Promise<readonly ProcessEntry[]> {
    return this.#looks++ === 0 ? [this.#entry] : [{ ...this.#entry, startedAt: 'boot:2', attempt: null }]
  }

  async startTime(): Promise<string | null> {
    return 'boot:2'
  }
}

const root = { pid: 4711, startedAt: 'boot:1' }

test('a sweep sends nothing to a process that has got the pid of the one it saw', async () => {
  const processes = new Reused()
  const swept = await sweep([{ id: 'a', root }], { processes, boundMs: 1_000 })
  expect(processes.signals).toEqual([])
  expect(swept.left).toEqual([])
})

test('the end of a run sends nothing to a group whose number was given away', async () => {
  const processes = new Reused()
  const ending = { id: 'a', root, exited: Promise.resolve(), firstSignal: 'SIGTERM', graceMs: 10, processes } as const
  await endProcessTree(ending)
  expect(processes.signals).toEqual([])
})

test('only the very process is sent a signal, and it is told whether that was so', async () => {
  const processes = new Reused()
  expect(await killExactly(processes, root, 'SIGTERM')).toBe(false)
  expect(await killExactly(processes, { pid: 4711, startedAt: 'boot:2' }, 'SIGTERM')).toBe(true)
  expect(processes.signals).toEqual(['SIGTERM 4711'])
})

test('of very many processes all are ended, and as many named as are told of', async () => {
  // Above every number that a process can have: this test's own is never looked for.
  const first = 5_000_000
  const alive = new Set(Array.from({ length: bounds.endedProcesses + 50 }, (_, index) => first + index))
  let asked = 0
  const processes: ProcessPort = {
    kill: (pid) => void alive.delete(pid),
    table: async () =>
      [...alive].map((pid) => ({ pid, parent: 1, group: pid, startedAt: 'boot:1', order: 1, attempt: 'a' })),
    startTime: async () => 'boot:1',
    command: async (pid) => {
      asked++
      return ['worker', String(pid)]
    },
  }
  const { ended, left } = await sweep([{ id: 'a', root: null }], { processes })
  expect([ended.length, left.length]).toEqual([bounds.endedProcesses + 50, 0])
  expect(asked).toBe(bounds.endedProcesses)
  expect(ended[0]?.command).toBe(`worker ${first}`)
})
