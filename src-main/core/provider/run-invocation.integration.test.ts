import { readFileSync } from 'node:fs'
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { attemptFolder, commandProvider, fixture } from '../../testing/agents/attempt'
import { Canceled } from '../ground/canceled'
import type { ProviderSettings } from '../settings/provider-settings'
import { invocationFiles } from './invocation-files'
import type { InvocationOptions, InvocationOutcome, InvocationRequest } from './invocation-request'
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
function stopOnceItSaid(word: string, times = 1, why?: Error): Partial<InvocationOptions> & { signal: AbortSignal } {
  const stop = new AbortController()
  let path = ''
  return {
    signal: stop.signal,
    onProgress: (invocation) => {
      path = join(invocation.promptPath, '..', 'stdout.log')
    },
    onOutput: () => {
      if (readFileSync(path, 'utf8').split(word).length > times) stop.abort(why)
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

test.skipIf(process.platform === 'win32').each([
  ['that has said nothing is told less the next time', '', true],
  ['that worked, and left with such words, is not said to have done nothing', `echo '{"type":"turn.started"}'`, false],
])('a codex that does not know a word and %s', async (_, first, isLearned) => {
  const binary = join(folder.path, 'codex')
  const refusal = 'echo "Error: Unknown feature flag: plugins" >&2; exit 1'
  await writeFile(binary, `#!/bin/sh\ncat > /dev/null\n${first}\n${refusal}\n`)
  await chmod(binary, 0o755)
  const settings: ProviderSettings = { kind: 'openai', binary, args: [], env: {}, models: {}, max_concurrent: null }
  const learned: string[] = []
  const programs = {
    dialectOf: async () => ({ version: '0.171.0', refused: [] }),
    refuses: (_path: string, words: readonly string[]) => void learned.push(...words),
  }
  const { conclusion } = await run(settings, { options: { programs } })
  expect(conclusion.ok).toBe(false)
  expect(learned).toEqual(isLearned ? ['--disable plugins'] : [])
})

describe.skipIf(process.platform === 'win32')('a program whose turn is over', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, num_turns: 9, result: 'Twelve files moved.' }

  async function claude(lines: readonly object[], then: string): Promise<ProviderSettings> {
    const binary = join(folder.path, 'claude')
    const said = lines.map((line) => `echo '${JSON.stringify(line)}'`).join('\n')
    await writeFile(binary, `#!/bin/sh\ncat > /dev/null\n${said}\n${then}\n`)
    await chmod(binary, 0o755)
    return { kind: 'anthropic', binary, args: [], env: {}, models: {}, max_concurrent: null }
  }

  test('and that does not leave is ended after a while, with what it started, and has answered', async () => {
    const settings = await claude([result], 'sleep 301 &\nexec sleep 300')
    const outcome = await run(settings, { options: { leaveMs: 50 } })
    const { conclusion, invocation, left } = outcome
    const notice = 'claude did not leave within 0.1 seconds after it had finished, so it was ended.'
    expect(conclusion).toMatchObject({ ok: true, text: 'Twelve files moved.', notices: [notice] })
    expect(invocation).toMatchObject({ status: 'succeeded', reason: null, timedOut: false, notices: [notice] })
    expect(left).toEqual([])
    const events = await readFile(filesOf(outcome).eventsPath, 'utf8')
    expect(events).toContain(notice)
  })

  test('and that is still telling of the background is ended too, while one that begins another turn is not', async () => {
    const chatter = 'while :; do echo \'{"type":"system","subtype":"task_updated"}\'; sleep 0.02; done'
    const ended = await run(await claude([result], chatter), { options: { leaveMs: 100 } })
    expect(ended.conclusion).toMatchObject({ ok: true, text: 'Twelve files moved.' })
    const more = JSON.stringify({ ...result, result: 'And a thirteenth.' })
    const next = `echo '{"type":"system","subtype":"init"}'\nsleep 0.4\necho '${more}'\nexit 0`
    const went = await run(await claude([result], next), { options: { leaveMs: 100 } })
    expect(went.conclusion).toMatchObject({ ok: true, text: 'And a thirteenth.', notices: [] })
  })

  test('has answered when its time runs out, or the supervisor stops, and not when a person took it back', async () => {
    const settings = await claude([result], 'exec sleep 300')
    const late = await run(settings, { request: { timeoutMs: 1500 } })
    expect(late).toMatchObject({ conclusion: { ok: true }, invocation: { status: 'succeeded', timedOut: true } })
    const stopped = await run(settings, { options: stopOnceItSaid('Twelve') })
    expect(stopped.conclusion).toMatchObject({ ok: true, notices: ['claude had finished when it was stopped.'] })
    const canceled = await run(settings, {
      options: stopOnceItSaid('Twelve', 1, new Canceled('The run was canceled.')),
    })
    expect(canceled.conclusion).toMatchObject({ failureClass: 'cancelled', reason: 'The run was canceled.' })
  })
})

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

  const oddElf = (change: (bytes: Buffer) => void) => {
    const bytes = readFileSync('/proc/self/exe').subarray(0, 16_384)
    const copy = Buffer.from(bytes)
    change(copy)
    return copy
  }

  test.skipIf(process.platform !== 'linux').each<[string, string | (() => Buffer), string | RegExp]>([
    ['an interpreter that does not exist', '#!/no/such/interpreter\n', 'needs /no/such/interpreter'],
    ['an interpreter that is not on the PATH', '#!/usr/bin/env some-node\n', 'needs some-node'],
    ['such an interpreter with options', '#!/usr/bin/env -S MODE=1 some-node --quiet\n', 'needs some-node'],
    ['a first line with the line end of Windows', '#!/bin/sh\r\nexit 0\r\n', 'Windows'],
    ['a program inside it that is not there', '#!/bin/sh\nexec some-cli "$@"\n', 'needs some-cli'],
    ['a program after that', '#!/bin/bash\nsome-cli\n', 'needs some-cli'],
    [
      'the processor of another machine',
      () => oddElf((bytes) => bytes.writeUInt16LE(0xf3, 18)),
      /another kind of processor/,
    ],
    [
      'the loader of another C library',
      () => oddElf((bytes) => bytes.write('/lib/ld-nowhere.so.1\0', bytes.indexOf('/lib'), 'latin1')),
      /ld-nowhere\.so\.1.*another C library/,
    ],
  ])('is told what its program lacks, and is not retried: %s', async (_name, content, reason) => {
    const path = join(folder.path, 'script')
    await writeFile(path, typeof content === 'string' ? content : content())
    await chmod(path, 0o755)
    const { conclusion, invocation } = await run(commandProvider([path]))
    expect(conclusion).toMatchObject({
      failureClass: 'missing_binary',
      retryable: false,
      reason: typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason),
      nextStep: expect.stringMatching(/\.$/),
    })
    expect(invocation.reason).toContain(path)
    if (reason === 'needs some-node') expect(invocation.nextStep).toContain('PATH under providers.tested.env')
  })

  test('a command that a program ran and did not find is not taken for the program itself', async () => {
    const settings = commandProvider(['/bin/sh', '-c', 'some-cli'])
    expect((await run(settings)).conclusion).toMatchObject({ failureClass: 'non_zero_exit', retryable: true })
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

test('nothing written down of a run holds what its program was told as a secret and repeats', async () => {
  const program = `const said = process.argv.slice(1).join(' ') + ' ' + process.env.BASE
    console.log(JSON.stringify({ type: 'message', text: said + ' ' + encodeURIComponent(process.argv[5]) }))
    process.stdout.write('argSecr'); setTimeout(() => { console.log('et01'); console.error(said) }, 50)`
  const argv = [
    'node',
    '-e',
    program,
    '--',
    '--api-key',
    'argSecret01',
    '--token=argSecret02',
    '--pass-key',
    'ann&"bob"1',
  ]
  const header = ['-H', 'Authorization: Bearer headSecret03', '-u', 'ann:userSecret04']
  const base = 'https://ann:urlSecret05@api.test/?key=querySecret06'
  const settings = commandProvider([...argv, ...header, '--url', base], {
    env: { BASE: base },
    output: { jsonl: { where: { type: 'message' }, field: 'text' } },
  })
  const outcome = await run(settings)
  const files = filesOf(outcome)
  const written = await Promise.all(
    [files.stdoutPath, files.stderrPath, files.eventsPath, files.recordPath].map((path) => readFile(path, 'utf8')),
  )
  for (const text of [...written, JSON.stringify(outcome.invocation), JSON.stringify(outcome.conclusion)]) {
    expect(text).not.toMatch(/Secret0\d|bob/)
  }
  expect(outcome.conclusion).toMatchObject({ text: expect.stringContaining('--api-key *** --token=***') })
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
