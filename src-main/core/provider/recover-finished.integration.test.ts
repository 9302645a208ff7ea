import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { InvocationEvent } from '#shared/invocation-events'
import { attemptFolder, commandProvider } from '../../testing/agents/attempt'
import type { ProviderSettings } from '../settings/provider-settings'
import { finishedInvocation, finishedWork } from './finished-invocation'
import { finishedRuns, unmarkFinished } from './finished-marks'
import { createInvocationFiles, invocationFiles, writeRecord } from './invocation-files'
import type { InvocationRequest } from './invocation-request'
import { readingOf } from './reading'
import { recoverInvocations } from './recover-invocations'
import { markedRuns, markRunning } from './running-marks'

const shared = { args: [], env: {}, models: {}, max_concurrent: null }
const claude: ProviderSettings = { kind: 'anthropic', binary: 'claude', ...shared }
const codex: ProviderSettings = { kind: 'openai', binary: 'codex', ...shared }
const events = commandProvider(['x'], { output: { jsonl: { where: { type: 'end' }, field: 'text' } } })
const item = { lane: 'queue', itemId: 'm1' }

const result = (more: object = {}) => ({
  ...{ type: 'result', subtype: 'success', is_error: false, num_turns: 2, result: 'Moved.', session_id: 's' },
  ...{ total_cost_usd: 0.4, usage: { input_tokens: 5, output_tokens: 6 } },
  ...more,
})
const completed = [
  { type: 'thread.started', thread_id: 't' },
  { type: 'item.completed', item: { id: 'i1', type: 'agent_message', text: 'Pushed.' } },
  { type: 'turn.completed', usage: { input_tokens: 9, output_tokens: 2 } },
]
const lines = (...all: readonly object[]) => all.map((line) => `${JSON.stringify(line)}\n`).join('')

type Folder = Awaited<ReturnType<typeof attemptFolder>>

/** A run as it stands on the disk while its program runs, with what that has written so far. */
async function running(
  folder: Folder,
  settings: ProviderSettings,
  stdout: string,
  change: Partial<InvocationRequest> = {},
): Promise<InvocationRequest> {
  const request = folder.request(settings, { work: 'w', ...change })
  const { id, invocationsPath, agent, cwd } = request
  const files = invocationFiles(invocationsPath, id)
  await createInvocationFiles(files, { prompt: '', context: '', reading: readingOf(request) })
  await markRunning(invocationsPath, id)
  await writeFile(files.stdoutPath, stdout)
  await writeFile(files.stderrPath, '')
  const record: Invocation = {
    ...{
      id,
      ...item,
      itemFile: 'm1.json',
      attempt: 1,
      agent: agent.name,
      provider: 'tested',
      model: 'm',
      argv: [],
      cwd,
    },
    ...{ promptPath: '', contextPath: '', status: 'running', pid: null, processStartedAt: null, startedAt: 1 },
    ...{ endedAt: null, exitCode: null, signal: null, timedOut: false, failureClass: null, reason: null },
    ...{ sessionId: null, usage: null, stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
  }
  await writeRecord(files, record)
  return request
}

test.each<[string, ProviderSettings, string, Partial<Invocation>, string]>([
  [
    'claude that told its result',
    claude,
    lines(result()),
    { status: 'succeeded', sessionId: 's', usage: { inputTokens: 5, outputTokens: 6, costUsd: 0.4 } },
    'Moved.',
  ],
  [
    'claude whose result broke off in the middle of its line',
    claude,
    `${lines({ type: 'assistant', message: { id: 'a', content: [{ type: 'text', text: 'Moved all.' }] } })}${JSON.stringify(result({ result: 'Moved all.' })).slice(0, 90)}`,
    { status: 'succeeded' },
    'Moved all.',
  ],
  [
    'codex that completed its turn',
    codex,
    lines(...completed),
    {
      status: 'succeeded',
      sessionId: 't',
      usage: { inputTokens: 9, outputTokens: 2, costUsd: 11, costEstimated: true },
    },
    'Pushed.',
  ],
  [
    'a command that told the event of its answer',
    events,
    lines({ type: 'end', text: 'Done.' }),
    { status: 'succeeded' },
    'Done.',
  ],
])(
  'of a life that was cut off, %s has ended by that, and its answer is found',
  async (_who, settings, stdout, told, text) => {
    await using folder = await attemptFolder()
    const { id, invocationsPath } = await running(folder, settings, stdout)
    const prices = { m: { input_per_million: 1_000_000, output_per_million: 1_000_000 } }
    const recovered = await recoverInvocations(invocationsPath, { now: () => 77, prices })
    expect(recovered).toMatchObject({ lost: [], faults: [], finished: [{ id, endedAt: 77, ...told }] })
    const { recordPath, eventsPath } = invocationFiles(invocationsPath, id)
    expect(Invocation.parse(JSON.parse(await readFile(recordPath, 'utf8')))).toEqual(recovered.finished[0])
    expect(await markedRuns(invocationsPath)).toEqual([])
    const found = await finishedWork(invocationsPath, item, 'w')
    expect(found?.outcome.conclusion).toMatchObject({ ok: true, text, notices: recovered.finished[0]?.notices ?? [] })
    const last = (await readFile(eventsPath, 'utf8')).trimEnd().split('\n').at(-1) ?? ''
    expect(InvocationEvent.parse(JSON.parse(last))).toMatchObject({ kind: 'done', ok: true })
  },
)

test.each<[string, ProviderSettings, string]>([
  ['claude that told an error', claude, lines(result({ is_error: true, result: 'API Error: 500' }))],
  ['claude that took no turn', claude, lines(result({ num_turns: 0 }))],
  ['claude that told nothing of its turn', claude, lines({ type: 'system', subtype: 'init', session_id: 's' })],
  ['codex whose turn failed', codex, lines({ type: 'turn.failed', error: { message: 'no' } })],
  ['codex that said something and did not complete', codex, lines(...completed.slice(0, 2))],
  ['a command of whose text nobody knows whether it is all there is', commandProvider(['x']), 'All done.'],
  ['a command that wrote nothing', commandProvider(['x']), ''],
  ['a program that nothing is written down of', claude, ''],
])('of a life that was cut off, %s is lost', async (_who, settings, stdout) => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, settings, stdout)
  const recovered = await recoverInvocations(invocationsPath)
  expect(recovered).toMatchObject({ finished: [], faults: [], lost: [{ id, status: 'lost' }] })
  expect(await finishedWork(invocationsPath, item, 'w')).toBeNull()
  expect(await finishedInvocation(invocationsPath, id)).toBeNull()
})

test('a finished turn without a word and a refusal are found as such', async () => {
  await using folder = await attemptFolder()
  const silent = await running(folder, claude, lines(result({ result: '' })))
  const refusing = { type: 'assistant', message: { id: 'a', stop_reason: 'refusal', content: [] } }
  const refused = await running(folder, claude, lines(refusing, result({ result: '' })), { work: 'other' })
  const { finished } = await recoverInvocations(silent.invocationsPath)
  expect(finished.map(({ failureClass }) => failureClass)).toEqual(['empty_output', 'refused'])
  const outcomes = await Promise.all(
    [silent, refused].map(({ invocationsPath, id }) => finishedInvocation(invocationsPath, id)),
  )
  expect(outcomes.map((one) => one?.outcome.conclusion)).toMatchObject([{ silent: true }, { failureClass: 'refused' }])
})

test('an answer is found for the very work it was made for, until its item was moved', async () => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, claude, lines(result()))
  await recoverInvocations(invocationsPath)
  expect(await finishedWork(invocationsPath, item, 'other')).toBeNull()
  expect(await finishedWork(invocationsPath, { ...item, itemId: 'm2' }, 'w')).toBeNull()
  expect((await finishedWork(invocationsPath, item, 'w'))?.outcome.invocation.id).toBe(id)
  await unmarkFinished(invocationsPath, item)
  expect(await finishedWork(invocationsPath, item, 'w')).toBeNull()
})

test('the mark of a run that was tidied away goes with the next recovery', async () => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, claude, lines(result()))
  await recoverInvocations(invocationsPath)
  await rm(invocationFiles(invocationsPath, id).folder, { recursive: true })
  await recoverInvocations(invocationsPath)
  expect(await finishedRuns(invocationsPath, item)).toEqual([])
})

test('a run that ended is marked as finished before it stops to count as running, and again when that was cut off', async () => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, claude, lines(result()))
  await recoverInvocations(invocationsPath)
  await unmarkFinished(invocationsPath, item)
  await markRunning(invocationsPath, id)
  expect(await recoverInvocations(invocationsPath)).toMatchObject({ lost: [], finished: [] })
  expect(await finishedRuns(invocationsPath, item)).toEqual([id])
  expect(await markedRuns(invocationsPath)).toEqual([])
})

test('what is no file in the place of what a run had written holds nobody, and the run is lost', async () => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, claude, lines(result()))
  const { stdoutPath } = invocationFiles(invocationsPath, id)
  await rm(stdoutPath)
  await mkdir(stdoutPath)
  expect(await recoverInvocations(invocationsPath)).toMatchObject({ lost: [{ id }], faults: [] })
})

test('a run whose way of being read cannot be made out is lost', async () => {
  await using folder = await attemptFolder()
  const { id, invocationsPath } = await running(folder, claude, lines(result()))
  await writeFile(invocationFiles(invocationsPath, id).readingPath, '{"kind":')
  expect(await recoverInvocations(invocationsPath)).toMatchObject({ lost: [{ id }], faults: [] })
})

test('a long recording is read in pieces that hold up nobody for long', async () => {
  await using folder = await attemptFolder()
  const words = { type: 'assistant', message: { id: 'a', content: [{ type: 'text', text: 'x'.repeat(4000) }] } }
  const { invocationsPath } = await running(
    folder,
    claude,
    lines(...Array.from({ length: 3000 }, () => words), result()),
  )
  let turns = 0
  let goes = true
  const turn = (): void => {
    turns++
    if (goes) setImmediate(turn)
  }
  setImmediate(turn)
  const { finished } = await recoverInvocations(invocationsPath)
  goes = false
  expect(finished).toHaveLength(1)
  // Twelve megabytes, and others have their turn after each piece.
  expect(turns).toBeGreaterThan(150)
})
