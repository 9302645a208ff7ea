import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Conclusion, Ending } from '../outcome'
import { classifyClaude } from './claude/classify'
import { ClaudeDecoder } from './claude/decoder'
import { classifyCodex } from './codex/classify'
import { CodexDecoder } from './codex/decoder'
import { classifyCommand } from './command/classify'

const Transcripts = z.array(
  z.object({
    name: z.string(),
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    stdout: z.array(z.string()),
    stderr: z.string(),
    expected: z.object({ ok: z.boolean() }).catchall(z.unknown()),
  }),
)

function recorded(program: string) {
  const url = new URL(`../../../testing/recordings/${program}.json`, import.meta.url)
  return Transcripts.parse(JSON.parse(readFileSync(url, 'utf8')))
}

/** When the transcripts were recorded. */
const then = Date.UTC(2026, 10, 20, 9, 46)

const ending = (change: Partial<Ending> = {}): Ending => ({
  spawnError: null,
  endedBy: null,
  exitCode: 0,
  signal: null,
  stderrTail: '',
  ...change,
})

function claude(lines: readonly object[], change: Partial<Ending> = {}): Conclusion {
  const decoder = new ClaudeDecoder()
  for (const line of lines) decoder.push(Buffer.from(`${JSON.stringify(line)}\n`))
  return classifyClaude(decoder.end(), ending(change))
}

function codex(lines: readonly object[], change: Partial<Ending> = {}): Conclusion {
  const decoder = new CodexDecoder()
  for (const line of lines) decoder.push(Buffer.from(`${JSON.stringify(line)}\n`))
  return classifyCodex(decoder.end(), ending(change), { kind: 'fresh' })
}

describe('claude', () => {
  test.each(recorded('claude'))('a recorded run: $name', ({ name, stdout, stderr, exitCode, signal, expected }) => {
    const decoder = new ClaudeDecoder()
    decoder.push(Buffer.from(stdout.map((line) => `${line}\n`).join('')))
    const conclusion = classifyClaude(
      decoder.end(),
      ending({ exitCode, signal, stderrTail: stderr }),
      { kind: 'fresh' },
      then,
    )
    expect(conclusion).toMatchObject(expected)
    if (!conclusion.ok) expect(conclusion.nextStep).toMatch(/\.$/)
    if (!conclusion.ok) expect(conclusion.resetAt !== null).toBe(name.includes('with its end'))
  })

  const success = { type: 'result', subtype: 'success', is_error: false, num_turns: 1, result: 'Hi.', session_id: 's' }

  test('the last result line counts, and lines may follow it', () => {
    const lines = [{ ...success, result: 'first' }, success, { type: 'system', subtype: 'task_updated' }]
    expect(claude(lines)).toMatchObject({ ok: true, text: 'Hi.', sessionId: 's' })
  })

  test('leaving with 0 is not success', () => {
    expect(claude([])).toMatchObject({ ok: false, failureClass: 'empty_output' })
    expect(claude([{ type: 'system', subtype: 'init', session_id: 's' }])).toMatchObject({ ok: false, sessionId: 's' })
  })

  test('saying success is not success', () => {
    expect(claude([{ ...success, is_error: true }])).toMatchObject({ ok: false })
  })

  test('a finished turn is answered however its process ends, and it is told how', () => {
    expect(claude([success], { exitCode: 1 })).toMatchObject({
      ok: true,
      text: 'Hi.',
      notices: ['claude left with 1 after it had finished.'],
    })
    expect(claude([success], { exitCode: null, signal: 'SIGSEGV' })).toMatchObject({
      notices: ['claude was ended by SIGSEGV after it had finished.'],
    })
    const endedBy = { kind: 'finished', afterMs: 30_000 } as const
    expect(claude([success], { exitCode: 130, endedBy })).toMatchObject({
      notices: ['claude did not leave within 30 seconds after it had finished, so it was ended.'],
    })
  })

  test('a later result that did nothing, or failed, undoes none that did', () => {
    const later = [
      { ...success, num_turns: 0, result: '' },
      { ...success, num_turns: 0, result: 'Unknown command: /x' },
      { ...success, result: '' },
      { ...success, is_error: true, api_error_status: 500, result: 'API Error: 500' },
      { type: 'result', subtype: 'error_during_execution', is_error: true, num_turns: 3, session_id: 's' },
    ]
    for (const line of later) expect(claude([success, line], { exitCode: 1 })).toMatchObject({ ok: true, text: 'Hi.' })
  })

  const said = (text: string, more: object = {}) => ({
    type: 'assistant',
    session_id: 's',
    message: { id: 'm', content: [{ type: 'text', text }] },
    ...more,
  })

  test('of an empty result the last text said is the answer, and it is told', () => {
    const lines = [said('First I look.'), said('It is 42.'), said('a helper’s', { parent_tool_use_id: 't' })]
    expect(claude([...lines, { ...success, result: '' }])).toMatchObject({
      ok: true,
      text: 'It is 42.',
      notices: [expect.stringContaining('empty result')],
    })
  })

  test('a turn that was finished without a word is not run again: a person is asked', () => {
    const expected = { ok: false, failureClass: 'empty_output', retryable: false, silent: true }
    for (const change of [{}, { exitCode: 1 }, { signal: 'SIGKILL' as const, exitCode: null }]) {
      expect(claude([{ ...success, result: ' ' }], change)).toMatchObject(expected)
      expect(codex([{ type: 'turn.completed' }], change)).toMatchObject(expected)
    }
  })

  test('a result that breaks off in the middle, or is too long to be kept, is one all the same', () => {
    const line = JSON.stringify({ ...success, result: 'Twelve files\nmoved.' })
    const cut = (text: string) => {
      const decoder = new ClaudeDecoder()
      decoder.push(Buffer.from(text))
      return classifyClaude(decoder.end(), ending({ exitCode: null, signal: 'SIGKILL' }))
    }
    expect(cut(line.slice(0, line.indexOf('moved')))).toMatchObject({ ok: true, text: 'Twelve files\n' })
    expect(
      cut(`${JSON.stringify(said('Twelve files\nmoved.'))}\n${line.slice(0, line.indexOf('moved'))}`),
    ).toMatchObject({
      ok: true,
      text: 'Twelve files\nmoved.',
    })
    const long = cut(`${line.slice(0, -30)}${'x'.repeat(17 * 1024 * 1024)}"}\n`)
    expect(long).toMatchObject({ ok: true, notices: expect.arrayContaining([expect.stringContaining('cut off')]) })
    const failed = JSON.stringify({ ...success, is_error: true, result: 'API Error: 500 and more' })
    expect(cut(failed.slice(0, -20))).toMatchObject({ ok: false })
    expect(cut('{"type":"result","subtype":"succ')).toMatchObject({ ok: false, failureClass: 'killed' })
  })

  test('what the program names an error comes before its words, and the end of a run', () => {
    const told = (error: string, text: string) =>
      said(text, { error, message: { id: 'x', content: [{ type: 'text', text }] } })
    const cases = [
      ['rate_limit', 'Something else', 'rate_limited'],
      ['authentication_failed', 'Something else', 'unauthenticated'],
      ['billing_error', 'Something else', 'billing'],
      ['overloaded', 'Something else', 'overloaded'],
    ] as const
    for (const [code, text, failureClass] of cases) {
      const failed = { ...success, is_error: true, result: text }
      expect(claude([told(code, text), failed], { exitCode: 1 })).toMatchObject({ failureClass })
      for (const change of [{ exitCode: 1 }, { exitCode: null, signal: 'SIGKILL' as const }]) {
        expect(claude([told(code, text)], change)).toMatchObject({ failureClass })
      }
      // It went on after it, so it was passing.
      expect(claude([told(code, text), said('Hi.'), success])).toMatchObject({ ok: true })
    }
  })

  test('a model that is overloaded is said to be, without JSON or the names of requests', () => {
    const result =
      'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CXyz"}'
    for (const api_error_status of [529, null]) {
      const conclusion = claude([{ ...success, is_error: true, api_error_status, result }], { exitCode: 1 })
      expect(conclusion).toMatchObject({
        failureClass: 'overloaded',
        retryable: true,
        reason: 'The model is overloaded.',
        nextStep: 'It is tried again later.',
      })
    }
  })

  test.each([
    [{ kind: 'resume', id: 's' }, true],
    [{ kind: 'fresh' }, false],
  ] as const)('a conversation that is too long (%o) gets a fresh one: %s', (session, fresh) => {
    const decoder = new ClaudeDecoder()
    const result =
      'API Error: 400 {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 213462 tokens > 200000 maximum"}}'
    for (const status of [400, null]) {
      const line = { ...success, is_error: true, api_error_status: status, result }
      decoder.push(Buffer.from(`${JSON.stringify(line)}\n`))
      const conclusion = classifyClaude(decoder.end(), ending({ exitCode: 1 }), session)
      expect(conclusion).toMatchObject({ retryable: fresh, fresh, reason: expect.stringMatching(/too long/) })
      expect(conclusion).not.toMatchObject({ reason: expect.stringContaining('{') })
    }
  })

  test('a refusal is told as one and never tried again', () => {
    const expected = { failureClass: 'refused', retryable: false, reason: expect.stringMatching(/^The model refused/) }
    const text =
      'API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy.'
    expect(claude([{ ...success, is_error: true, result: text }], { exitCode: 1 })).toMatchObject(expected)
    expect(claude([{ ...success, stop_reason: 'refusal', result: 'I can’t help with that.' }])).toMatchObject(expected)
    expect(claude([{ ...success, stop_reason: 'refusal', result: '' }])).toMatchObject(expected)
  })

  test.each([
    'Failed to authenticate: OAuth session expired and could not be refreshed',
    'Not logged in · Please run /login',
    'Invalid API key · Fix external API key',
    'Please run /login · API Error: 401 {"type":"error","error":{"message":"OAuth token has expired."}}',
  ])('an expired login is one, in a result or on stderr alone: %s', (words) => {
    const expected = { failureClass: 'unauthenticated', retryable: false }
    expect(claude([{ ...success, is_error: true, result: words }], { exitCode: 1 })).toMatchObject(expected)
    expect(claude([], { exitCode: 1, stderrTail: `${words}\n` })).toMatchObject(expected)
    expect(claude([], { exitCode: 1, stderrTail: `${words}\nThe end.\n` })).toMatchObject(expected)
    expect(claude([{ ...success, result: words }])).toMatchObject({ ok: true })
  })

  test.each([
    "You've hit your session limit · resets 11:50pm (Asia/Riyadh)\n/upgrade to increase your usage limit.",
    "You've hit your session limit · resets 11:50pm (Asia/Riyadh)\n/login to switch to an API usage-billed account.\n",
    'API Error: Request rejected (429) · this may be a temporary capacity issue',
  ])('a limit told on stderr alone is one, whatever is advised below it: %s', (stderrTail) => {
    const conclusion = claude([], { exitCode: 1, stderrTail })
    expect(conclusion).toMatchObject({
      failureClass: 'rate_limited',
      reason: expect.not.stringMatching(/\/(?:upgrade|login)/),
    })
    expect(!conclusion.ok && conclusion.resetAt !== null).toBe(stderrTail.includes('resets'))
  })

  test('the sentence of a limit ends, as a next step follows it', () => {
    const told = (result: string) => claude([{ ...success, is_error: true, result }], { exitCode: 1 })
    const reason = "The model's limit is reached: You've hit your limit · resets 2pm (Europe/Rome)."
    expect(told("You've hit your limit · resets 2pm (Europe/Rome)")).toMatchObject({ reason })
    expect(told("You've hit your limit (it resets every 5h.)")).toMatchObject({
      reason: expect.stringMatching(/5h\.\)$/),
    })
  })

  test('a program that will not work before it is updated waits as one that is not there, and is not tried again', () => {
    const words =
      'It looks like your version of Claude Code (1.0.51) needs an update.\nA newer version (1.0.88 or higher) is required to continue.\n\nTo update, please run:\n    claude update\n\nThis will ensure you have access to the latest features and improvements.\n'
    const expected = {
      failureClass: 'missing_binary',
      retryable: false,
      reason: expect.stringMatching(/^claude must be updated: .*\(1\.0\.88 or higher\) is required/),
      nextStep: 'Update it: npm install -g @anthropic-ai/claude-code@latest; then test the provider.',
    }
    expect(claude([], { exitCode: 1, stderrTail: words })).toMatchObject(expected)
    expect(claude([{ ...success, is_error: true, result: words }], { exitCode: 1 })).toMatchObject(expected)
  })

  test('a model that is not there is told so by words alone too, and not asked again', () => {
    const result =
      "There's an issue with the selected model (claude-x). It may not exist or you may not have access to it."
    const conclusion = claude([{ ...success, is_error: true, result }], { exitCode: 1 })
    expect(conclusion).toMatchObject({ retryable: false, nextStep: expect.stringContaining('model') })
  })

  test('what was said after a person took the run back, or before, counts for nothing', () => {
    const endedBy = { kind: 'cancel', why: 'The run was canceled.' } as const
    expect(claude([success], { endedBy })).toMatchObject({ failureClass: 'cancelled' })
    const stop = { kind: 'stop', why: 'The supervisor was stopped.' } as const
    expect(claude([success], { endedBy: stop })).toMatchObject({ ok: true })
    const broken = { type: 'result', subtype: 'error_during_execution', is_error: true, num_turns: 1 }
    expect(claude([broken], { endedBy: stop })).toMatchObject({ failureClass: 'cancelled' })
    const timeout = { kind: 'timeout', afterMs: 1000 } as const
    expect(claude([broken], { endedBy: timeout, exitCode: 1 })).toMatchObject({ failureClass: 'timed_out' })
  })

  test('a run without a turn asked no model', () => {
    const lines = [{ ...success, num_turns: 0, result: 'Unknown command: /x' }]
    expect(claude(lines)).toMatchObject({ failureClass: 'empty_output', retryable: false })
  })

  test('output that is not JSON is told from none', () => {
    const decoder = new ClaudeDecoder()
    decoder.push(Buffer.from('<html>\n'))
    expect(classifyClaude(decoder.end(), ending())).toMatchObject({ failureClass: 'output_unparseable' })
  })

  test('words of the message that an error quotes neither park the provider nor log it out', () => {
    const quoting = { ...success, is_error: true, api_error_status: 400 }
    for (const said of ['usage limit reached, try again in 7 days', 'Not logged in']) {
      const conclusion = claude([{ ...quoting, result: `API Error: 400 "${said}"` }], { exitCode: 1 })
      expect(conclusion).toMatchObject({ failureClass: 'non_zero_exit', retryable: false, resetAt: null })
    }
  })

  test('a run that was ended has used what its turns told, at a cost that nobody told', () => {
    const turn = (id: string, input: number, output: number) => ({
      type: 'assistant',
      session_id: 's',
      message: { id, content: [], usage: { input_tokens: input, output_tokens: output } },
    })
    const endedBy = { kind: 'timeout', afterMs: 1000 } as const
    const lines = [turn('m1', 10, 1), turn('m1', 10, 4), turn('m2', 20, 5)]
    const usage = { inputTokens: 30, outputTokens: 9, costUsd: null }
    expect(claude(lines, { endedBy })).toMatchObject({ failureClass: 'timed_out', usage })
    expect(claude(lines, { exitCode: 1 })).toMatchObject({ usage })
    expect(claude([], { endedBy })).toMatchObject({ usage: null })
    const unknown = { inputTokens: null, outputTokens: null, costUsd: null }
    expect(codex([{ type: 'thread.started', thread_id: 't' }], { endedBy })).toMatchObject({ usage: unknown })
    expect(codex([], { endedBy })).toMatchObject({ usage: null })
  })

  test('an id that could be taken for an option, or is no id, is not resumed', () => {
    for (const id of ['--dangerously-skip-permissions', '', 'a b', 'x'.repeat(300)]) {
      expect(claude([{ ...success, session_id: id }])).toMatchObject({ ok: true, sessionId: null })
      expect(codex([{ type: 'thread.started', thread_id: id }])).toMatchObject({ sessionId: null })
    }
  })

  test('amounts below nothing or beyond reason are not believed', () => {
    const usage = { input_tokens: -5, output_tokens: 7 }
    for (const cost of [-1, 1e300]) {
      expect(claude([{ ...success, usage, total_cost_usd: cost }])).toMatchObject({
        usage: { inputTokens: 0, outputTokens: 7, costUsd: null },
      })
    }
  })

  test('tokens from the cache are tokens, and the cost is kept', () => {
    const usage = { input_tokens: 1, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 7 }
    expect(claude([{ ...success, usage, total_cost_usd: 0.5 }])).toMatchObject({
      usage: { inputTokens: 111, outputTokens: 7, costUsd: 0.5 },
    })
  })
})

describe('codex', () => {
  test.each(recorded('codex'))('a recorded run: $name', ({ name, stdout, stderr, exitCode, signal, expected }) => {
    const decoder = new CodexDecoder()
    decoder.push(Buffer.from(stdout.map((line) => `${line}\n`).join('')))
    const how = ending({ exitCode, signal, stderrTail: stderr })
    const conclusion = classifyCodex(decoder.end(), how, { kind: 'fresh' }, then)
    expect(conclusion).toMatchObject(expected)
    if (!conclusion.ok) expect(conclusion.nextStep).toMatch(/\.$/)
    if (!conclusion.ok) expect(conclusion.resetAt !== null).toBe(name.includes('with its end'))
  })

  test('the end of a usage limit is read from its words', () => {
    const failed = { type: 'turn.failed', error: { message: 'You’ve hit your usage limit. Try again in 3 days.' } }
    const conclusion = codex([failed], { exitCode: 1 })
    const resetAt = conclusion.ok ? null : conclusion.resetAt
    expect((resetAt ?? 0) - Date.now()).toBeGreaterThan(2.9 * 86_400_000)
  })

  const message = (text: string) => ({ type: 'item.completed', item: { type: 'agent_message', text } })
  const completed = { type: 'turn.completed', usage: { input_tokens: 210, output_tokens: 22 } }

  test('the last message of a completed turn is the answer', () => {
    expect(codex([message('first'), message('Hi.'), completed])).toMatchObject({ ok: true, text: 'Hi.' })
  })

  test('errors on the way are not fatal', () => {
    const error = { type: 'error', message: 'Reconnecting... 1/5' }
    const item = { type: 'item.completed', item: { type: 'error', message: 'Model metadata not found' } }
    expect(codex([error, item, message('Hi.'), completed])).toMatchObject({ ok: true })
  })

  test.each<[string, object]>([
    ['exceeded retry limit, last status: 429 Too Many Requests', { failureClass: 'rate_limited', retryable: true }],
    ['We’re currently experiencing high demand.', { failureClass: 'non_zero_exit', retryable: true }],
    ['unexpected status 401 Unauthorized: no', { failureClass: 'unauthenticated', retryable: false }],
  ])('ended while it waits to ask again, it failed with what it was answered: %s', (why, expected) => {
    const lines = [message('First I look.'), { type: 'error', message: `Reconnecting... 1/2 (${why})` }]
    const endedBy = { kind: 'enough' } as const
    for (const how of [{ signal: 'SIGTERM', exitCode: null }, { exitCode: 1 }]) {
      expect(codex(lines, { endedBy, ...how })).toMatchObject({ ...expected, reason: expect.stringContaining(why) })
    }
  })

  test('a turn that was completed before it could be ended is a success', () => {
    const why = 'unexpected status 503 Service Unavailable: no'
    const lines = [{ type: 'error', message: `Reconnecting... 1/2 (${why})` }, message('Hi.'), completed]
    const endedBy = { kind: 'enough' } as const
    for (const how of [{ signal: 'SIGTERM', exitCode: null }, { exitCode: 0 }]) {
      expect(codex(lines, { endedBy, ...how })).toMatchObject({ ok: true, text: 'Hi.' })
    }
  })

  test('a run that goes on by itself after it connected again does not wait', () => {
    const decoder = new CodexDecoder()
    const error = { type: 'error', message: 'Reconnecting... 1/2 (unexpected status 503 Service Unavailable: no)' }
    decoder.push(Buffer.from(`${JSON.stringify(error)}\n${JSON.stringify(message('Hi.'))}\n`))
    expect(decoder.waitsFor).toBe(null)
  })

  test.each([
    ['exceeded retry limit, last status: 429 Too Many Requests', true],
    ['unexpected status 503 Service Unavailable: no', true],
    ['stream disconnected before completion: Rate limit reached. Please try again in 17.2s.', true],
    ['stream disconnected before completion: Transport error: network error', false],
    ['Connection failed: error sending request', false],
  ])('connecting again because of "%s" may mean a long wait: %s', (why, expected) => {
    const decoder = new CodexDecoder()
    decoder.push(Buffer.from(`${JSON.stringify({ type: 'error', message: `Reconnecting... 1/2 (${why})` })}\n`))
    expect(decoder.waitsFor !== null).toBe(expected)
  })

  test.each([
    'Cannot change this thread’s model provider from `openai` to `lanekeeper` on resume.',
    'This chat uses model provider “lanekeeper”, which is no longer configured.',
  ])('a conversation of another model provider is begun anew by the next attempt: %s', (said) => {
    const stderrTail = `Error: thread/resume: thread/resume failed: ${said} (code -32600)`
    expect(codex([], { exitCode: 1, stderrTail })).toMatchObject({ failureClass: 'non_zero_exit', retryable: true })
  })

  test('a completed turn is answered however its process ends', () => {
    for (const change of [{ exitCode: 1 }, { exitCode: null, signal: 'SIGABRT' }, { exitCode: 101 }]) {
      expect(codex([message('Pushed.'), completed], change)).toMatchObject({ ok: true, text: 'Pushed.' })
    }
    const failed = { type: 'turn.failed', error: { message: 'no' } }
    expect(codex([message('Pushed.'), completed, { type: 'turn.started' }, failed], { exitCode: 1 })).toMatchObject({
      ok: true,
      text: 'Pushed.',
    })
    expect(codex([message('Pushed.'), failed], { exitCode: 0 })).toMatchObject({ ok: false })
  })

  test('a line that breaks off, or is too long to be kept, still tells what it was', () => {
    const decoder = new CodexDecoder()
    const long = JSON.stringify(message(`Listed.${'x'.repeat(17 * 1024 * 1024)}`))
    decoder.push(Buffer.from(`${long}\n{"type":"turn.completed","usage":{"inp`))
    const conclusion = classifyCodex(decoder.end(), ending({ exitCode: 1 }), { kind: 'fresh' })
    expect(conclusion.ok && conclusion.text.startsWith('Listed.xxx')).toBe(true)
  })

  test('the last error is the reason of a run that told no end of its turn', () => {
    const lines = (text: string) => [
      { type: 'thread.started', thread_id: 't' },
      { type: 'turn.started' },
      { type: 'error', message: text },
    ]
    expect(codex(lines('Failed to refresh token: 401 Unauthorized'), { exitCode: 1 })).toMatchObject({
      failureClass: 'unauthenticated',
      retryable: false,
      reason: expect.stringContaining('Failed to refresh token'),
    })
    expect(codex(lines('The sky fell'), { exitCode: 1 })).toMatchObject({
      failureClass: 'non_zero_exit',
      retryable: true,
      reason: expect.stringContaining('The sky fell'),
    })
    const went = [...lines('401 Unauthorized'), { type: 'item.started', item: {} }]
    expect(codex(went, { exitCode: 1 })).toMatchObject({ failureClass: 'killed' })
  })

  test.each([
    'This content was flagged for possible cybersecurity risk. If this seems wrong, try rephrasing your request.',
    'Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt: https://example.com',
    '{"error":{"message":"No.","type":"invalid_request_error","code":"invalid_prompt"}}',
  ])('a refusal is told as one and never tried again: %s', (text) => {
    const failed = { type: 'turn.failed', error: { message: text } }
    expect(codex([failed], { exitCode: 1 })).toMatchObject({
      failureClass: 'refused',
      retryable: false,
      reason: expect.stringMatching(/^The model refused: [^{]*$/),
    })
  })

  test('what stderr told is the reason of a run that began its turn and broke off, rather than an interruption', () => {
    const begun = [{ type: 'thread.started', thread_id: 't' }, { type: 'turn.started' }]
    const left = (stderrTail: string) => codex(begun, { exitCode: 1, stderrTail })
    expect(left('Reading prompt from stdin...\nERROR handshake failed\n')).toMatchObject({
      failureClass: 'non_zero_exit',
      retryable: true,
      reason: 'codex ended with exit code 1: ERROR handshake failed',
    })
    // What it logs beside its work.
    const logged = '2026-12-01T13:34:28.921787Z ERROR codex_core::session: failed to record rollout items\n'
    for (const stderrTail of ['', logged, `Reading prompt from stdin...\n${logged}`]) {
      expect(left(stderrTail)).toMatchObject({ failureClass: 'killed', retryable: true })
    }
  })

  test.each([
    '{"detail":"The \'gpt-5-codex\' model is not supported when using Codex with a ChatGPT account."}',
    'The model `gpt-99` does not exist or you do not have access to it.',
  ])('a model that is not there is not asked again: %s', (text) => {
    const failed = { type: 'turn.failed', error: { message: text } }
    expect(codex([failed], { exitCode: 1 })).toMatchObject({
      failureClass: 'non_zero_exit',
      retryable: false,
      nextStep: expect.stringContaining('model'),
    })
  })

  test('a model that wants a newer program waits until that is updated', () => {
    const message =
      '{"detail":"The \'gpt-5.6\' model requires a newer version of Codex. Please upgrade to the latest app."}'
    expect(codex([{ type: 'turn.failed', error: { message } }], { exitCode: 1 })).toMatchObject({
      failureClass: 'missing_binary',
      retryable: false,
      reason:
        "codex must be updated: The 'gpt-5.6' model requires a newer version of Codex. Please upgrade to the latest app.",
      nextStep: 'Update it: npm install -g @openai/codex@latest; then test the provider.',
    })
  })

  test('the names that programs give an error decide before its words', () => {
    const named = [
      [{ codex_error_info: 'usage_limit_exceeded' }, 'rate_limited'],
      [{ codexErrorInfo: 'serverOverloaded' }, 'overloaded'],
      [{ codexErrorInfo: { unauthorized: {} } }, 'unauthenticated'],
      [{ code: 'insufficient_quota' }, 'billing'],
    ] as const
    for (const [more, failureClass] of named) {
      const failed = { type: 'turn.failed', error: { message: 'Something.', ...more } }
      expect(codex([failed], { exitCode: 1 })).toMatchObject({ failureClass })
    }
  })

  test('an older language is read, and one that cannot be read is tried once and told with its version', () => {
    const older = { type: 'item.completed', item: { id: 'i2', item_type: 'assistant_message', text: 'Listed.' } }
    expect(codex([{ type: 'session.created', session_id: 's' }, older, completed])).toMatchObject({
      ok: true,
      text: 'Listed.',
      sessionId: 's',
    })
    const oldest = { id: '1', msg: { type: 'agent_message', message: 'Listed.' } }
    for (const change of [{}, { exitCode: 1 }, { endedBy: { kind: 'timeout', afterMs: 1000 } as const }]) {
      expect(codex([oldest], { ...change, version: '0.31.0' })).toMatchObject({
        failureClass: 'output_unparseable',
        retryable: false,
        reason: 'This codex (version 0.31.0) speaks an older language; update it.',
      })
    }
  })

  test('a message alone is no answer', () => {
    expect(codex([message('Hi.')])).toMatchObject({ ok: false, failureClass: 'empty_output' })
    const failed = { type: 'turn.failed', error: { message: 'no' } }
    expect(codex([message('Hi.'), failed], { exitCode: 1 })).toMatchObject({ ok: false })
  })

  test('totals of a thread become the share of the run', () => {
    const decoder = new CodexDecoder()
    decoder.push(Buffer.from([message('Hi.'), completed].map((line) => `${JSON.stringify(line)}\n`).join('')))
    const output = decoder.end()
    const usageBefore = { inputTokens: 104, outputTokens: 10, costUsd: null }
    expect(classifyCodex(output, ending(), { kind: 'resume', id: 't', usageBefore })).toMatchObject({
      usage: { inputTokens: 106, outputTokens: 12 },
      sessionUsage: { inputTokens: 210, outputTokens: 22 },
    })
    expect(classifyCodex(output, ending(), { kind: 'resume', id: 't' })).toMatchObject({ usage: null })
  })

  test('totals of a thread that was begun in place of the one to resume are all of the run', () => {
    const decoder = new CodexDecoder()
    const lines = [{ type: 'thread.started', thread_id: 'other' }, message('Hi.'), completed]
    decoder.push(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
    const usageBefore = { inputTokens: 5000, outputTokens: 500, costUsd: null }
    expect(classifyCodex(decoder.end(), ending(), { kind: 'resume', id: 't', usageBefore })).toMatchObject({
      usage: { inputTokens: 210, outputTokens: 22 },
    })
  })
})

describe('whatever the program', () => {
  const cancel = { kind: 'cancel', why: 'The item was cancelled.' } as const
  const timeout = { kind: 'timeout', afterMs: 1800_000 } as const

  test.each<[string, Partial<Ending>, Partial<Conclusion>]>([
    [
      'a cancel',
      { endedBy: cancel, exitCode: 143 },
      { failureClass: 'cancelled', retryable: false, reason: cancel.why },
    ],
    [
      'no memory to start it',
      { spawnError: { code: 'ENOMEM', message: 'spawn ENOMEM' }, exitCode: null },
      { failureClass: 'spawn_failed', retryable: true },
    ],
    [
      'no interpreter',
      { spawnError: { code: 'ENOENT', message: 'spawn ENOENT' }, exitCode: null },
      { failureClass: 'missing_binary', retryable: false },
    ],
  ])('%s comes before what it wrote', (_name, change, expected) => {
    const answer = { type: 'result', subtype: 'success', is_error: false, num_turns: 1, result: 'Hi.' }
    expect(claude([answer], change)).toMatchObject({ ok: false, ...expected })
    expect(codex([{ type: 'turn.completed' }], change)).toMatchObject({ ok: false, ...expected })
    for (const isSaid of [true, false]) {
      expect(classifyCommand('tool', { text: 'Hi.', isSaid }, ending(change))).toMatchObject({
        ok: false,
        ...expected,
      })
    }
  })

  test.each<[string, Partial<Ending>, Partial<Conclusion>]>([
    [
      'a time-out',
      { endedBy: timeout, signal: 'SIGKILL', exitCode: null },
      { failureClass: 'timed_out', retryable: true },
    ],
    [
      'a time-out it left well after',
      { endedBy: timeout, exitCode: 0 },
      { failureClass: 'timed_out', retryable: true },
    ],
    ['a signal', { signal: 'SIGSEGV', exitCode: null }, { failureClass: 'killed', retryable: true }],
    ['a signal that was caught', { exitCode: 143 }, { failureClass: 'killed', retryable: true }],
  ])('%s is all there is to say of a program that said nothing of its turn', (_name, change, expected) => {
    expect(claude([], change)).toMatchObject({ ok: false, ...expected })
    expect(codex([], change)).toMatchObject({ ok: false, ...expected })
    expect(classifyCommand('tool', { text: 'Hi.', isSaid: false }, ending(change))).toMatchObject({
      ok: false,
      ...expected,
    })
    expect(classifyCommand('tool', { text: 'Hi.', isSaid: true }, ending(change))).toMatchObject({ ok: true })
  })

  const overloaded =
    '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CX"}'
  test.each([
    ['JSON', overloaded],
    ['JSON over several lines', JSON.stringify(JSON.parse(overloaded), null, 2)],
    ['a status before JSON', `API Error: 529 ${overloaded}`],
    ['an error of Node', `OverloadedError: 529 ${overloaded}\n    at Function.generate (/opt/a.js:1:2)`],
    [
      'an error of Python',
      `Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nanthropic.OverloadedError: Error code: 529 - ${overloaded.replaceAll('"', "'")}`,
    ],
    ['words', 'Error: 529 Overloaded (request id: req_011CX)'],
    ['words of another server', '{"error":{"code":503,"message":"The model is overloaded. Please try again later."}}'],
  ])('of any program, a model that is overloaded is said to be in the same words: %s', (_name, told) => {
    const right = { failureClass: 'overloaded', retryable: true, reason: 'The model is overloaded.' }
    const left = { exitCode: 1, stderrTail: `working\n${told}\n` }
    expect(classifyCommand('tool', { problem: 'empty', reason: 'nothing' }, ending(left))).toMatchObject(right)
    expect(classifyCommand('tool', { text: told, isSaid: false }, ending({ exitCode: 1 }))).toMatchObject(right)
    // What is answered may speak of it.
    expect(classifyCommand('tool', { text: told, isSaid: false }, ending({}))).toMatchObject({ ok: true })
  })

  test.each([
    ['{"type":"error","error":{"type":"rate_limit_error","message":"Slow down, resets in 5 minutes"}}', 'rate_limited'],
    ["openai.RateLimitError: Error code: 429 - {'error': {'code': 'insufficient_quota'}}", 'billing'],
    ['{"error":{"type":"authentication_error","message":"invalid x-api-key"}}', 'unauthenticated'],
    ['Error: the rate limit of the shop is reached; please log in again', 'non_zero_exit'],
  ])(
    'of a program that may be anything, an error of its model is known by the name that the server gave it: %s',
    (stderrTail, failureClass) => {
      const conclusion = classifyCommand(
        'tool',
        { problem: 'empty', reason: 'nothing' },
        ending({ exitCode: 1, stderrTail }),
      )
      expect(conclusion).toMatchObject({ ok: false, failureClass })
    },
  )

  test.each([
    [
      '{"type":"error","error":{"type":"api_error","message":"Internal server error"},"request_id":"req_01"}',
      'Internal server error',
    ],
    ['{\n  "error": {\n    "message": "No such thing",\n    "request_id": "req_01"\n  }\n}', 'No such thing'],
    ["error: {'error': {'message': \"It isn't there\", 'request_id': 'req_01'}}", "error: It isn't there"],
    ['[{"error":{"code":500,"message":"Backend error"}}]', 'Backend error'],
    ['{"code":"E_X","request_id":"req_01"}', null],
  ])('no reason holds JSON or the name of a request, whatever the program: %s', (stderrTail, words) => {
    const left = { exitCode: 1, stderrTail }
    const reasons = [
      ['tool', classifyCommand('tool', { problem: 'empty', reason: 'nothing' }, ending(left))],
      ['claude', claude([], left)],
      ['codex', codex([], left)],
    ] as const
    for (const [program, conclusion] of reasons) {
      const reason = `${program} ended with exit code 1${words === null ? '.' : `: ${words}`}`
      expect(conclusion).toMatchObject({ ok: false, reason })
    }
  })

  test('reasons are one clean line', () => {
    const stderrTail = 'one\n\u001b[31mtwo\u0007\u001b[0m\n\n'
    expect(classifyCommand('tool', { text: '', isSaid: false }, ending({ exitCode: 1, stderrTail }))).toMatchObject({
      reason: 'tool ended with exit code 1: two',
    })
  })
})

describe('a program that speaks the language of another is called by its own name', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, num_turns: 2, result: '', session_id: 's' }
  const failed = { ...result, is_error: true }
  const wrong = (text: string) => ({ ...failed, result: text })
  const thread = { type: 'thread.started', thread_id: 't' }
  const turnFailed = (message: string) => ({ type: 'turn.failed', error: { message } })
  const cases: readonly (readonly [typeof claude, readonly object[], Partial<Ending>])[] = [
    [claude, [], {}],
    [claude, [], { exitCode: 1, stderrTail: 'I cannot' }],
    [claude, [], { exitCode: 1, stderrTail: 'No conversation found' }],
    [claude, [], { exitCode: 1, stderrTail: 'already in use' }],
    [claude, [], { exitCode: 1, stderrTail: 'Invalid API key' }],
    [claude, [], { exitCode: null, signal: 'SIGKILL' }],
    [claude, [], { endedBy: { kind: 'timeout', afterMs: 5 } }],
    [claude, [], { spawnError: { code: 'ENOENT', message: 'x' } }],
    [claude, [result], {}],
    [claude, [{ ...result, num_turns: 0, result: 'Unknown' }], {}],
    [claude, [{ ...failed, subtype: 'error_max_turns' }], {}],
    [claude, [{ ...failed, subtype: 'error_during_execution' }], {}],
    [claude, [wrong('Please run /login')], {}],
    [claude, [wrong('It broke')], { exitCode: 1 }],
    [claude, [{ ...result, result: 'Done.' }], { exitCode: 3 }],
    [codex, [], {}],
    [codex, [], { exitCode: 1, stderrTail: 'I cannot' }],
    [codex, [], { exitCode: 1, stderrTail: 'no rollout found' }],
    [codex, [], { exitCode: 1, stderrTail: 'uses model provider' }],
    [codex, [], { exitCode: 1, stderrTail: 'already has an active writer' }],
    [codex, [thread], { exitCode: 1 }],
    [codex, [thread, { type: 'turn.completed', usage: {} }], {}],
    [codex, [thread, turnFailed('It broke')], { exitCode: 1 }],
    [codex, [thread, turnFailed('Please log in again')], { exitCode: 1 }],
    [codex, [thread, turnFailed('this model requires a newer version')], { exitCode: 1 }],
  ]

  test.each(cases)('ending %#', (concluded, lines, change) => {
    const told = (program?: string): string => {
      const conclusion = concluded(lines, program === undefined ? change : { ...change, program })
      return conclusion.ok ? conclusion.notices.join(' ') : `${conclusion.reason} ${conclusion.nextStep}`
    }
    expect(told('stand-in')).not.toMatch(/\b(?:claude|codex)\b/i)
    const name = concluded === claude ? 'claude' : 'codex'
    if (told().includes(name)) expect(told('stand-in')).toContain('stand-in')
  })
})
