import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { invocationFiles } from './invocation-files'
import { newInvocationId } from './invocation-id'
import { claimResetFlags, recoverResetFlags, setResetFlag } from './reset-flags'

let home: string
let agent: string
const names = () => readdir(home)

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lanekeeper-flags-'))
  agent = join(home, 'agent')
  await mkdir(agent)
})

afterEach(() => rm(home, { recursive: true }))

test('of many runs at once exactly one gets the flag', async () => {
  await setResetFlag(home)
  await setResetFlag(home)
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimResetFlags([home, agent], newInvocationId())))
  expect(claims.filter((claim) => claim.any)).toHaveLength(1)
  for (const claim of claims) await claim.settle(true)
  expect(await names()).toEqual(['agent'])
})

test('a run that did not start gives it back', async () => {
  await setResetFlag(agent)
  await (await claimResetFlags([home, agent], newInvocationId())).settle(false)
  expect(await readdir(agent)).toEqual(['reset_flag'])
})

test('a flag set anew while one is claimed is not lost, whichever way the run goes', async () => {
  for (const started of [true, false]) {
    await setResetFlag(home)
    const claim = await claimResetFlags([home], newInvocationId())
    await setResetFlag(home)
    await claim.settle(started)
    expect(await names()).toEqual(['agent', 'reset_flag'])
  }
})

test('a claim that somebody took away is settled', async () => {
  await setResetFlag(home)
  const id = newInvocationId()
  const claim = await claimResetFlags([home], id)
  await rm(join(home, `reset_flag~${id}`))
  await claim.settle(true)
  expect(await names()).toEqual(['agent'])
})

test.each([
  ['used up when its run had started', 4711, ['agent']],
  ['put back when it had not', null, ['agent', 'reset_flag']],
])('a claim of an earlier life is %s', async (_name, pid, left) => {
  const id = newInvocationId()
  await setResetFlag(home)
  await claimResetFlags([home], id)
  const invocations = join(home, 'agent', 'invocations')
  const files = invocationFiles(invocations, id)
  await mkdir(files.folder, { recursive: true })
  await writeFile(files.recordPath, JSON.stringify(recordOf(id, pid)))
  await recoverResetFlags([home, agent, join(home, 'no-such-folder')], invocations)
  expect(await names()).toEqual(left)
})

test('a claim without a record is put back', async () => {
  await setResetFlag(home)
  await claimResetFlags([home], newInvocationId())
  await recoverResetFlags([home], home)
  expect(await names()).toEqual(['agent', 'reset_flag'])
})

function recordOf(id: string, pid: number | null): object {
  const nothing = { model: null, processStartedAt: null, endedAt: null, exitCode: null, signal: null }
  return {
    ...nothing,
    ...{ id, lane: 'queue', itemId: 'i', itemFile: 'f', attempt: 1, agent: 'a', provider: 'p', argv: [], cwd: '/' },
    ...{ promptPath: '', contextPath: '', status: 'running', pid, startedAt: 0, timedOut: false, failureClass: null },
    ...{ reason: null, sessionId: null, usage: null, stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
  }
}
