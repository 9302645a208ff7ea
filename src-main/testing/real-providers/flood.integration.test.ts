import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { invocationFiles } from '../../core/provider/invocation-files'
import { runInvocation } from '../../core/provider/run-invocation'
import { attemptFolder, commandProvider, fixture } from '../agents/attempt'
import { realPrograms } from './real-home'

const megabyte = 1024 * 1024

test.skipIf(realPrograms === null)(
  'a gigabyte of output is read to its end in constant memory',
  { timeout: 90_000 },
  async () => {
    await using folder = await attemptFolder()
    const before = process.memoryUsage().rss
    let highest = before
    const request = folder.request(commandProvider(['node', fixture('flood'), '1024']))
    const { conclusion, invocation } = await runInvocation(request, {
      signal: new AbortController().signal,
      onOutput: () => {
        highest = Math.max(highest, process.memoryUsage().rss)
      },
    })
    expect(conclusion.ok).toBe(true)
    expect(invocation.stdoutBytes + invocation.droppedBytes).toBe(1024 * megabyte)
    const { stdoutPath } = invocationFiles(request.invocationsPath, request.id)
    expect((await stat(stdoutPath)).size).toBe(32 * megabyte)
    expect(highest - before).toBeLessThan(200 * megabyte)
  },
)
