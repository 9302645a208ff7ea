import { readFileSync } from 'node:fs'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { attemptFolder, commandProvider, fixture } from './fixtures/attempt'
import { invocationFiles } from './invocation-files'
import type { InvocationOptions, InvocationOutcome, InvocationRequest } from './invocation-request'
import type { ProviderSettings } from './provider-settings'
import { runInvocation } from './run-invocation'
import { markedRuns } from './running-marks'
import { markedProcesses, sweepMarkers, systemProcesses } from './sweep'

let folder: Awaited<ReturnType<typeof attemptFolder>>
let ids: string[]
let openBefore: readonly string[]

/** What keeps a process alive and belongs to children and files; timers are the test runner's, too. */
const openResources = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /Process|Pipe|FileHandle/.test(name))
    .sort()

beforeEach(async () => {
  folder = await attemptFolder()
  ids = []
  openBefore = openResources()
})

afterEach(async () => {
  const marked = (await markedProcesses()).filter((each) => ids.includes(each.attempt ?? ''))
  expect(marked).toEqual([])
  await expect.poll(openResources).toEqual(openBefore)
  await folder[Symbol.asyncDispose]()
})

const never = () => new AbortController().signal

interface Change {
  readonly request?: Partial<InvocationRequest>
  readonly options?: Partial<InvocationOptions>
}

async function run(
  settings: ProviderSettings,
  { request = {}, options = {} }: Change = {},
): Promise<InvocationOutcome> {
  const complete = folder.request(settings, request)
  ids.push(complete.id)
  return runInvocation(complete, { signal: never(), ...options })
}

const node = (name: string, ...args: string[]) => commandProvider(['node', fixture(name), ...args])

/** Aborts once the run's stdout holds a word so many times. */
function stopOnceItSaid(word: string, times = 1): Partial<InvocationOptions> & { signal: AbortSignal } {
  const stop = new AbortController()
  let path = ''
  return {
    signal: stop.signal,
    onProgress: (invocation) => {
      path = join(invocation.promptPath, '..', 'stdout.log')
    },
    onOutput: () => {
      if (readFileSync(path, 'utf8').split(word).length > times) stop.abort()
    },
  }
}

const filesOf = ({ invocation }: InvocationOutcome) => invocationFiles(join(folder.path, 'invocations'), invocation.id)

describe('a run that succeeds', () => {
  test('answers with what the program wrote, from a prompt that came over stdin', async () => {
    const outcome = await run(node('echo'))
    expect(outcome.conclusion).toMatchObject({ ok: true, text: 'heard: Message from ann on panel:\n\nhello there\n' })
    expect(outcome.left).toEqual([])
    expect(outcome.faults).toEqual([])
  })

  test('leaves prompt, context, logs and a finished record', async () => {
    const outcome = await run(node('echo'))
    const files = filesOf(outcome)
    expect(await readFile(files.promptPath, 'utf8')).toContain('hello there')
    expect(await readFile(files.contextPath, 'utf8')).toBe('{}\n')
    expect(await readFile(files.stdoutPath, 'utf8')).toContain('heard:')
    const record = Invocation.parse(JSON.parse(await readFile(files.recordPath, 'utf8')))
    expect(record).toEqual(outcome.invocation)
    expect(record).toMatchObject({
      status: 'succeeded',
      exitCode: 0,
      signal: null,
      timedOut: false,
      failureClass: null,
    })
    expect(record.argv).toEqual([process.execPath, fixture('echo')])
  })

  test('shows its record before the start, with its pid, and at the end', async () => {
    const seen: Invocation[] = []
    await run(node('echo'), { options: { onProgress: (invocation) => seen.push(invocation) } })
    expect(seen.map(({ status, pid }) => [status, pid !== null])).toEqual([
      ['running', false],
      ['running', true],
      ['succeeded', true],
    ])
    expect(seen[1]?.processStartedAt).toBeTypeOf('string')
  })

  test('sees the allow-listed environment, the settings, the marker and its working folder', async () => {
    const settings = commandProvider(['node', fixture('show-environment'), '{cwd}', '{model}'], {
      output: { json: 'result' },
      env: { EXTRA: 'set' },
    })
    const environment = { PATH: process.env.PATH, HOME: '/home/x', SECRET_OF_THE_HOST: 'no', EXTRA: 'unset' }
    const agent = { name: 'main', model: 'any', permissions: 'full' as const }
    const outcome = await run(settings, { request: { agent }, options: { environment } })
    const text = outcome.conclusion.ok ? outcome.conclusion.text : '{}'
    expect(JSON.parse(text)).toEqual({
      env: { PATH: process.env.PATH, HOME: '/home/x', EXTRA: 'set', LANEKEEPER_ATTEMPT: ids[0] },
      argv: [folder.cwd, 'any'],
      cwd: folder.cwd,
    })
  })
})

test.skipIf(process.platform === 'win32')(
  'a codex that only waits until it may ask again is ended, with what it was answered for its reason',
  async () => {
    const lines = [
      { type: 'thread.started', thread_id: 't-1' },
      { type: 'error', message: 'Reconnecting... 1/2 (exceeded retry limit, last status: 429 Too Many Requests)' },
    ]
    const binary = join(folder.path, 'codex')
    const said = lines.map((line) => `echo '${JSON.stringify(line)}'`).join('\n')
    await writeFile(binary, `#!/bin/sh\ncat > /dev/null\n${said}\nexec sleep 300\n`)
    await chmod(binary, 0o755)
    const settings: ProviderSettings = { kind: 'openai', binary, args: [], env: {}, models: {}, max_concurrent: null }
    const { conclusion, invocation, left } = await run(settings)
    expect(conclusion).toMatchObject({ failureClass: 'rate_limited', retryable: true, sessionId: 't-1' })
    expect(invocation).toMatchObject({ status: 'failed', timedOut: false })
    expect(left).toEqual([])
  },
)

describe('output of every kind', () => {
  test('a flood is read to its end, logged up to the cap and never held', async () => {
    const before = process.memoryUsage().rss
    let highest = before
    const outcome = await run(node('flood', '400'), {
      options: {
        logBytes: 1024 * 1024,
        onOutput: () => {
          highest = Math.max(highest, process.memoryUsage().rss)
        },
      },
    })
    expect(outcome.conclusion.ok).toBe(true)
    expect(outcome.invocation).toMatchObject({ stdoutBytes: 1024 * 1024, droppedBytes: 399 * 1024 * 1024 })
    expect((await readFile(filesOf(outcome).stdoutPath)).length).toBe(1024 * 1024)
    expect(highest - before).toBeLessThan(200 * 1024 * 1024)
  })

  test('a line of 12 MB is one event', async () => {
    const length = 12 * 1024 * 1024
    const output = { jsonl: { where: { type: 'answer' }, field: 'text' } }
    const outcome = await run({ ...node('long-line', String(length)), output })
    expect(outcome.conclusion.ok && outcome.conclusion.text.length).toBe(length)
  })

  test('characters split between chunks stay whole', async () => {
    const output = { jsonl: { where: { type: 'answer' }, field: 'text' } }
    expect((await run({ ...node('split-character'), output })).conclusion).toMatchObject({ text: 'größer €' })
    const plain = await run(node('split-character'))
    expect(plain.conclusion).toMatchObject({ text: '{"type":"answer","text":"größer €"}\n' })
  })

  test('NUL characters are taken out of the answer and kept in the log', async () => {
    const outcome = await run(node('nul'))
    expect(outcome.conclusion).toMatchObject({ ok: true, text: 'before\n' })
    expect(outcome.invocation.stdoutBytes).toBe(9)
  })

  test('followers are told after the last byte is in the file', async () => {
    let lengthAtLastHint = 0
    const files: { stdoutPath?: string } = {}
    const outcome = await run(node('flood', '3'), {
      options: {
        onProgress: (invocation) =>
          Object.assign(files, { stdoutPath: join(invocation.promptPath, '..', 'stdout.log') }),
        onOutput: () => {
          lengthAtLastHint = readFileSync(files.stdoutPath ?? '').length
        },
      },
    })
    expect(lengthAtLastHint).toBe(outcome.invocation.stdoutBytes)
  })

  test('a program that never reads a large prompt does not disturb anything', async () => {
    const prompt = `Message from ann on panel:\n\n${'x'.repeat(95 * 1024)}`
    const outcome = await run(node('deaf'), { request: { prompt } })
    expect(outcome.conclusion).toMatchObject({ ok: true, text: 'did not listen\n' })
  })

  test('a prompt above the limit of stdin is pointed at instead', async () => {
    const prompt = `Message from ann on panel:\n\n${'x'.repeat(200 * 1024)}`
    const outcome = await run(node('echo'), { request: { prompt } })
    expect(outcome.conclusion).toMatchObject({ text: expect.stringContaining(outcome.invocation.promptPath) })
  })
})

describe('a run that fails', () => {
  test('names exit code and last words', async () => {
    const outcome = await run(node('exit', '3'))
    expect(outcome.conclusion).toMatchObject({
      ok: false,
      failureClass: 'non_zero_exit',
      retryable: true,
      reason: 'exit.mjs ended with exit code 3: last words',
    })
    expect(outcome.invocation).toMatchObject({ status: 'failed', exitCode: 3, failureClass: 'non_zero_exit' })
  })

  test('says so when there is no output', async () => {
    expect((await run(node('exit', '0'))).conclusion).toMatchObject({ failureClass: 'empty_output' })
  })

  test('starts nothing without its program', async () => {
    const outcome = await run(commandProvider(['no-such-program-anywhere']))
    expect(outcome.conclusion).toMatchObject({ failureClass: 'missing_binary', retryable: false })
    expect(outcome.invocation).toMatchObject({ pid: null, status: 'failed' })
  })

  test('tells a file that may not be executed from one that is missing', async () => {
    const path = join(folder.path, 'plain.txt')
    await writeFile(path, 'text')
    const { conclusion } = await run(commandProvider([path]))
    expect(conclusion).toMatchObject({
      failureClass: 'missing_binary',
      reason: expect.stringContaining('may be executed'),
    })
  })

  test.skipIf(process.platform === 'win32')('tells a program whose interpreter is missing', async () => {
    const path = join(folder.path, 'script')
    await writeFile(path, '#!/no/such/interpreter\n')
    await chmod(path, 0o755)
    expect((await run(commandProvider([path]))).conclusion).toMatchObject({
      failureClass: 'spawn_failed',
      retryable: false,
    })
  })

  test('starts nothing in a working folder that is gone', async () => {
    await rm(folder.cwd, { recursive: true })
    const { conclusion } = await run(node('echo'))
    expect(conclusion).toMatchObject({ failureClass: 'spawn_failed', reason: expect.stringContaining(folder.cwd) })
  })

  test('starts nothing for a model that nobody knows', async () => {
    const settings = {
      kind: 'anthropic' as const,
      binary: 'claude',
      args: [],
      env: {},
      models: { sonnet: 'x' },
      max_concurrent: null,
    }
    const agent = { name: 'main', model: 'sonet', permissions: 'full' as const }
    const outcome = await run(settings, { request: { agent } })
    expect(outcome.conclusion).toMatchObject({
      failureClass: 'spawn_failed',
      retryable: false,
      reason: expect.stringContaining('sonet'),
    })
    expect(outcome.invocation.pid).toBeNull()
  })

  test('rejects, with nothing started, when its folder cannot be made', async () => {
    const invocationsPath = join(folder.path, 'a-file')
    await writeFile(invocationsPath, '')
    await expect(run(node('echo'), { request: { invocationsPath } })).rejects.toThrow()
  })

  test('by a bug of ours leaves no record and no mark that says it still runs', async () => {
    const table = () => Promise.reject(new Error('no table'))
    const told: Invocation[] = []
    const onProgress = (now: Invocation) => void told.push(now)
    const options = { processes: { ...systemProcesses, table }, onProgress }
    await expect(run(node('echo'), { options })).rejects.toThrow('no table')
    const { recordPath } = invocationFiles(join(folder.path, 'invocations'), ids[0] ?? '')
    const record = Invocation.parse(JSON.parse(await readFile(recordPath, 'utf8')))
    expect(record).toMatchObject({ status: 'failed', failureClass: 'killed' })
    expect(told.at(-1)).toEqual(record)
    expect(await markedRuns(join(folder.path, 'invocations'))).toEqual([])
  })

  test('keeps secrets out of the record', async () => {
    const settings = commandProvider(['node', fixture('exit'), '1', '--api-key', 'abcdef123', 'sk-aaaabbbbcccc'])
    const { invocation } = await run(settings)
    expect(invocation.argv.slice(2)).toEqual(['1', '--api-key', '***', 'sk-***'])
  })
})

test('neither the answer nor a log holds the secrets that the program was given', async () => {
  const program = 'console.log(process.env.A_KEY, process.env.B); console.error(process.env.A_KEY + " hush")'
  const settings = commandProvider(['node', '-e', program], { env: { A_KEY: 'hush-hush', B: 'said' } })
  const outcome = await run(settings)
  expect(outcome.conclusion).toMatchObject({ text: '*** said\n' })
  const files = filesOf(outcome)
  expect(await readFile(files.stdoutPath, 'utf8')).toBe('********* said\n')
  expect(await readFile(files.stderrPath, 'utf8')).toBe('********* hush\n')
})

describe('a run that is ended', () => {
  test('by its time-out', async () => {
    const outcome = await run(node('sleep'), { request: { timeoutMs: 300 } })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'timed_out', retryable: true })
    expect(outcome.invocation).toMatchObject({ status: 'failed', timedOut: true })
  })

  test('though it ignores every polite signal', async () => {
    const outcome = await run(node('stubborn'), { options: { graceMs: 100, ...stopOnceItSaid('ready') } })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'cancelled' })
    expect(outcome.invocation).toMatchObject({ status: 'cancelled', signal: 'SIGKILL' })
    expect(outcome.left).toEqual([])
  })

  test('by a cancel, with the reason given, after cleaning up', async () => {
    const stop = new AbortController()
    const outcome = await run(node('polite'), {
      options: { signal: stop.signal, onOutput: () => stop.abort(new Error('The item was cancelled.')) },
    })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'cancelled', reason: 'The item was cancelled.' })
    expect(outcome.invocation).toMatchObject({ status: 'cancelled', exitCode: 0 })
    expect(await readFile(filesOf(outcome).stdoutPath, 'utf8')).toBe('ready\ncleaned up\n')
  })

  test('before it began', async () => {
    const outcome = await run(node('sleep'), { options: { signal: AbortSignal.abort() } })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'cancelled' })
    expect(outcome.invocation).toMatchObject({ status: 'cancelled', pid: null })
  })

  test('by somebody else', async () => {
    let pid = 0
    const outcome = await run(node('sleep'), {
      options: {
        onProgress: (invocation) => {
          pid = invocation.pid ?? 0
        },
        onOutput: () => process.kill(pid, 'SIGKILL'),
      },
    })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'killed', retryable: true })
    expect(outcome.invocation.signal).toBe('SIGKILL')
  })

  test('takes children with it that moved to sessions of their own and ignore signals', async () => {
    const stop = stopOnceItSaid('ready', 2)
    const outcome = await run(node('leave-children', 'stay'), { options: { graceMs: 100, ...stop } })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'cancelled' })
    expect(outcome.left).toEqual([])
  })

  test('names what refuses to die', async () => {
    const processes = { ...systemProcesses, kill: () => {} }
    const outcome = await run(node('sleep'), {
      request: { timeoutMs: 500 },
      options: { processes, graceMs: 50, sweepMs: 200, drainMs: 50 },
    })
    expect(outcome.conclusion).toMatchObject({ failureClass: 'timed_out' })
    expect(outcome.left).toEqual([outcome.invocation.pid])
    expect(await sweepMarkers([outcome.invocation.id])).toMatchObject({
      ended: outcome.left.map((pid) => ({ pid })),
      left: [],
    })
  })

  test('a success, too, takes its children with it, and they cannot hold it up', async () => {
    const outcome = await run(node('leave-children'), { options: { drainMs: 200 } })
    expect(outcome.conclusion).toMatchObject({ ok: true, text: expect.stringContaining('answered') })
    expect(outcome.left).toEqual([])
  })

  test('a listener that throws is a fault beside the run', async () => {
    const outcome = await run(node('echo'), {
      options: {
        onProgress: () => {
          throw new Error('listener')
        },
      },
    })
    expect(outcome.conclusion.ok).toBe(true)
    expect(outcome.faults).toHaveLength(3)
  })
})
