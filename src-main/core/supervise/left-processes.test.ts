import { expect, it } from 'vitest'
import type { ProcessEntry } from '../provider/process-table'
import type { ProcessPort } from '../provider/sweep'
import { LeftProcesses, nothingLeft } from './left-processes'

/** Processes that end when the test takes them away, behind a door that can be stuck. */
class Scripted implements ProcessPort {
  readonly pids: number[]
  fault: Error | null = null
  readonly asked: (() => void)[] = []

  constructor(...pids: number[]) {
    this.pids = pids
  }

  kill(): void {}

  async table(): Promise<readonly ProcessEntry[]> {
    for (const asked of this.asked.splice(0)) asked()
    return this.pids.map((pid) => {
      return { pid, parent: 1, group: pid, startedAt: `s${pid}`, order: pid, attempt: `attempt-${pid}` }
    })
  }

  async startTime(pid: number): Promise<string | null> {
    if (this.fault !== null) throw this.fault
    return this.pids.includes(pid) ? `s${pid}` : null
  }
}

const pidsOf = (left: LeftProcesses): number[] => left.all.processes.map(({ pid }) => pid)

it('what refused to die while the others were looked at again is remembered too', async () => {
  const processes = new Scripted(7, 8)
  const left = new LeftProcesses(processes, nothingLeft)
  await left.add(['attempt-7'], [7])
  const looked = Promise.withResolvers<void>()
  processes.asked.push(() => looked.resolve())
  const ending = left.end()
  await looked.promise
  const adding = left.add(['attempt-8'], [8])
  processes.pids.shift()
  expect(await ending).toMatchObject({ ended: [{ pid: 7, signal: 'SIGKILL' }], left: [] })
  await adding
  expect(pidsOf(left)).toEqual([8])
  expect(left.all.attempts).toEqual(['attempt-8'])
})

it('a look at the system that failed once is not held against later ones', async () => {
  const processes = new Scripted()
  const left = new LeftProcesses(processes, nothingLeft)
  processes.fault = new Error('too many open files')
  await expect(left.add(['attempt-7'], [7])).rejects.toThrow('too many open files')
  processes.fault = null
  expect(await left.end()).toEqual({ ended: [], left: [] })
})
