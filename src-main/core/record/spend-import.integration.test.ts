import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Invocation } from '#shared/invocation'
import { invocationFiles, writeRecord } from '../provider/invocation-files'
import { newInvocationId } from '../provider/invocation-id'
import { Spend } from './spend'
import { dayOf } from './spend-caps'
import { importSpend } from './spend-import'

const now = Date.now()
let root: string
let spend: Spend

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lanekeeper-spend-'))
  spend = new Spend(join(root, 'history.db'), (error) => expect.unreachable(String(error)))
})

afterEach(async () => {
  spend[Symbol.dispose]()
  await rm(root, { recursive: true })
})

/** The record of a run that ended some ms ago. */
async function recorded(agoMs: number, costUsd: number | null): Promise<Invocation> {
  const id = newInvocationId(now - agoMs)
  const files = invocationFiles(root, id)
  const record: Invocation = {
    ...{ id, lane: 'queue', itemId: 'i', itemFile: 'f', attempt: 1, agent: 'a', provider: 'p', model: null, argv: [] },
    ...{
      cwd: '/',
      promptPath: '',
      contextPath: '',
      status: 'succeeded',
      pid: 1,
      processStartedAt: null,
      startedAt: now,
    },
    ...{ endedAt: now, exitCode: 0, signal: null, timedOut: false, failureClass: null, reason: null, sessionId: null },
    ...{
      usage: costUsd === null ? null : { inputTokens: 1, outputTokens: 1, costUsd },
      stdoutBytes: 0,
      stderrBytes: 0,
    },
    droppedBytes: 0,
  }
  await mkdir(files.folder, { recursive: true })
  await writeRecord(files, record)
  return record
}

const spent = () => spend.day(dayOf(now)).costUsd

test('a run that was not noted is, and one that was counts once', async () => {
  spend.record(await recorded(2, 1))
  await recorded(1, 2)
  await importSpend(root, spend, now)
  await importSpend(root, spend, now)
  expect(spent()).toBe(3)
})

test('of a lost history every run of the last days is read; else only as many as can have been lost', async () => {
  await recorded(5000, 1)
  for (let number = 1; number <= 1000; number++) await recorded(4000 - number, null)
  spend.record(await recorded(3, 4))
  spend[Symbol.dispose]()
  spend = new Spend(join(root, 'history.db'), () => {})
  await importSpend(root, spend, now)
  expect(spent()).toBe(4)
  spend[Symbol.dispose]()
  spend = new Spend(join(root, 'other.db'), () => {})
  await importSpend(root, spend, now)
  expect(spent()).toBe(5)
})
