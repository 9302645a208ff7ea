import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { attemptFolder, commandProvider, fixture } from '../../testing/agents/attempt'
import { invocationFiles, writeRecord } from './invocation-files'
import { newInvocationId } from './invocation-id'
import { processStartTime } from './process-table'
import { recoverInvocations } from './recover-invocations'
import { runInvocation } from './run-invocation'
import { markedRuns, markRunning } from './running-marks'
import { spawn } from './spawn'

const never = new AbortController().signal

test('what a dead owner left running is ended and marked as lost; finished records stay as they are', async () => {
  await using folder = await attemptFolder()
  const request = folder.request(commandProvider(['node', fixture('echo')]))
  const { invocation: finished } = await runInvocation(request, { signal: never })
  const invocationsPath = request.invocationsPath
  const { id } = folder.request(commandProvider(['x']))
  const env = { PATH: process.env.PATH ?? '', LANEKEEPER_ATTEMPT: id }
  const orphan = spawn({ program: process.execPath, args: [fixture('stubborn')], cwd: folder.cwd, env, input: null })
  await once(orphan.stdout, 'data')
  const files = invocationFiles(invocationsPath, id)
  await mkdir(files.folder, { recursive: true })
  const pid = orphan.pid ?? 0
  const processStartedAt = await processStartTime(pid)
  await markRunning(invocationsPath, id)
  await writeRecord(files, { ...finished, id, status: 'running', endedAt: null, pid, processStartedAt })

  const recovered = await recoverInvocations(invocationsPath, { now: () => 77 })

  expect(recovered).toMatchObject({ ended: [{ pid, attempt: id }], left: [], faults: [] })
  expect(recovered.lost).toMatchObject([{ id, status: 'lost', endedAt: 77 }])
  expect((await orphan.exited).signal).toBe('SIGKILL')
  expect(Invocation.parse(JSON.parse(await readFile(files.recordPath, 'utf8')))).toEqual(recovered.lost[0])
  const path = invocationFiles(invocationsPath, finished.id).recordPath
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(finished)
  expect((await recoverInvocations(invocationsPath)).lost).toEqual([])
  expect(await markedRuns(invocationsPath)).toEqual([])
})

test('only records that may say so are read, however many there are', async () => {
  await using folder = await attemptFolder()
  const request = folder.request(commandProvider(['node', fixture('echo')]))
  const { invocation: finished } = await runInvocation(request, { signal: never })
  const broken = join(request.invocationsPath, '2099-11-20', 'broken-1')
  await mkdir(broken, { recursive: true })
  await writeFile(join(broken, 'invocation.json'), '{"status": "running"')
  const running = { ...finished, status: 'running' as const }
  await writeRecord(invocationFiles(request.invocationsPath, finished.id), running)
  expect(await recoverInvocations(request.invocationsPath)).toMatchObject({ lost: [], faults: [] })

  await markRunning(request.invocationsPath, finished.id)
  expect((await recoverInvocations(request.invocationsPath)).lost).toMatchObject([{ id: finished.id }])
})

test('what ran before there were marks is found, and a mark whose record is not there yet stays', async () => {
  await using folder = await attemptFolder()
  const request = folder.request(commandProvider(['node', fixture('echo')]))
  const { invocation: finished } = await runInvocation(request, { signal: never })
  const { invocationsPath } = request
  await writeRecord(invocationFiles(invocationsPath, finished.id), { ...finished, status: 'running' })
  await rm(join(invocationsPath, 'running'), { recursive: true })
  const nobodys = await recoverInvocations(invocationsPath, { only: () => false })
  expect(nobodys.lost).toEqual([])
  expect((await recoverInvocations(invocationsPath)).lost).toMatchObject([{ id: finished.id }])

  const beginning = newInvocationId()
  await markRunning(invocationsPath, beginning)
  expect((await recoverInvocations(invocationsPath)).lost).toEqual([])
  expect(await markedRuns(invocationsPath)).toEqual([beginning])
})

test('a record that cannot be read is a fault and keeps nothing else from being settled', async () => {
  await using folder = await attemptFolder()
  const broken = join(folder.path, 'invocations', '2025-11-20', 'broken-1')
  await mkdir(broken, { recursive: true })
  await writeFile(join(broken, 'invocation.json'), '{"status": "running"')
  const { lost, faults } = await recoverInvocations(join(folder.path, 'invocations'))
  expect(lost).toEqual([])
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining('broken-1')])
})

test('a home without invocations has nothing to recover', async () => {
  await using folder = await attemptFolder()
  expect(await recoverInvocations(join(folder.path, 'none'))).toEqual({
    lost: [],
    finished: [],
    ended: [],
    left: [],
    faults: [],
  })
})
