import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fixture } from '../../testing/agents/attempt'
import { newInvocationId } from './invocation-id'
import { withParentDeathSignal } from './parent-death'
import { processStartTime, processTable } from './process-table'
import { spawn } from './spawn'
import { markedProcesses, sweep, sweepMarkers } from './sweep'

const environment = { PATH: process.env.PATH ?? '' }
const linux = process.platform === 'linux'

function start(args: readonly string[], id: string) {
  const env = { ...environment, LANEKEEPER_ATTEMPT: id }
  return spawn({ program: process.execPath, args, cwd: import.meta.dirname, env, input: null })
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  const [chunk] = await once(stream, 'data')
  return String(chunk).trim()
}

test.skipIf(!linux)('what a crash left behind is found by its marker alone and ended', async () => {
  const ids = [newInvocationId(), newInvocationId()]
  const started = ids.map((id) => start([fixture('stubborn')], id))
  await Promise.all(started.map(({ stdout }) => firstLine(stdout)))
  const found = (await markedProcesses()).filter((each) => ids.includes(each.attempt ?? ''))
  expect(found.map((each) => each.pid).sort()).toEqual(started.map((each) => each.pid).sort())
  const swept = await sweepMarkers(ids)
  expect(swept.ended.map((each) => each.pid).sort()).toEqual(started.map((each) => each.pid).sort())
  expect(swept.left).toEqual([])
  expect((await Promise.all(started.map((each) => each.exited))).map((exit) => exit.signal)).toEqual([
    'SIGKILL',
    'SIGKILL',
  ])
})

test('a recorded pid that was given to somebody else since is not touched', async () => {
  const bystander = start([fixture('sleep')], newInvocationId())
  await firstLine(bystander.stdout)
  const pid = bystander.pid ?? 0
  const swept = await sweep([{ id: newInvocationId(), root: { pid, startedAt: 'another time' } }])
  expect(swept).toEqual({ ended: [], left: [] })
  const startedAt = (await processStartTime(pid)) ?? ''
  expect((await sweep([{ id: 'none', root: { pid, startedAt } }])).ended).toMatchObject([{ pid, signal: 'SIGKILL' }])
  await bystander.exited
})

test.skipIf(!linux)('a process dies with the one that started it', async () => {
  const id = newInvocationId()
  const sleep = { program: process.execPath, args: [fixture('sleep')] }
  const command = await withParentDeathSignal(sleep, 'SIGTERM', environment)
  expect(command.program).toMatch(/setpriv$/)
  const parent = start([fixture('run-and-wait'), command.program, ...command.args], id)
  const child = Number(await firstLine(parent.stdout))
  // Until it is the command itself it has not yet asked to be told of its parent's end.
  await expect.poll(() => readFile(`/proc/${child}/cmdline`, 'utf8')).toMatch(new RegExp(`^${process.execPath}\0`))
  process.kill(parent.pid ?? 0, 'SIGKILL')
  await parent.exited
  await expect.poll(() => processStartTime(child), { timeout: 5000 }).toBeNull()
})

test('where nothing can watch the parent the command stays as it is', async () => {
  const command = { program: 'x', args: ['y'] }
  expect(await withParentDeathSignal(command, 'SIGTERM', { PATH: '/nowhere' })).toEqual(command)
})

test('the exit of a process does not wait for those who hold its pipes', async () => {
  const id = newInvocationId()
  const parent = start([fixture('leave-children')], id)
  const output = text(parent.stdout)
  expect(await parent.exited).toEqual({ exitCode: 0, signal: null, error: null })
  const table = await processTable()
  const holders = table.filter((each) => each.group === parent.pid || each.attempt === id)
  expect(holders.length).toBeGreaterThan(0)
  await sweep([{ id, root: { pid: parent.pid ?? 0, startedAt: 'gone' } }])
  expect(await output).toContain('answered')
})
