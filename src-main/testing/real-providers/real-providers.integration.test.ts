import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startAnthropicModel } from '../../../e2e/models/anthropic-model'
import { startOpenaiModel } from '../../../e2e/models/openai-model'
import { wishing } from '../../../e2e/models/wish'
import { until } from '../homes/test-home'
import { counts, gate, RealHome, realPrograms } from './real-home'

const programs = [
  { name: 'claude', provider: 'anthropic', start: startAnthropicModel },
  { name: 'codex', provider: 'openai', start: startOpenaiModel },
] as const

const skipped = realPrograms === null ? ' (skipped: run `npm run test:providers`)' : ''

describe.skipIf(realPrograms === null).each(programs)(`the real $name${skipped}`, { timeout: 90_000 }, (program) => {
  const { provider, start } = program
  const opened = (
    model: Awaited<ReturnType<typeof start>>,
    change: Partial<Parameters<typeof RealHome.open>[0]> = {},
  ) => RealHome.open({ provider, model, permissions: 'full', ...change })

  test('answers, and goes on with its conversation', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    expect(await home.ask('hello', 'c-1')).toBe('turn 1')
    expect(await home.newest()).toMatchObject({ conversation: 'fresh', status: 'succeeded', permissions: 'full' })
    expect(await home.ask('and again', 'c-1')).toBe('turn 2')
    const second = await home.newest()
    expect(second).toMatchObject({ conversation: 'resumed', usage: { inputTokens: 100, outputTokens: 10 } })
    expect(second.usage?.costUsd).toBeGreaterThan(0)
    expect(second.usage?.costEstimated ?? false).toBe(provider === 'openai')
    expect(await home.ask('somebody else', 'c-2')).toBe('turn 1')
    expect(await home.core.providers.test({ name: provider })).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
    })
  })

  test('takes every message for plain text', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    for (const text of ['/help', '-p', '--version', '@/etc/hostname', '\n/clear']) {
      expect(await home.ask(text)).toBe('turn 1')
      // Older ones also ask a smaller model about it.
      expect(JSON.stringify(model.requests)).toContain(JSON.stringify(text).slice(1, -1))
    }
  })

  test('uses a tool in its workspace, and tells of it', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    expect(await home.ask(wishing({ command: 'echo made > made.txt; cat made.txt' }))).toBe('turn 1')
    expect(await readFile(join(home.workspace, 'made.txt'), 'utf8')).toBe('made\n')
    // Older ones do not know the model, and say so.
    const events = (await home.events()).filter((event) => event.kind !== 'notice')
    expect(events.map((event) => event.kind)).toEqual(['tool', 'result', 'text', 'done'])
    expect(events[0]).toMatchObject({ input: expect.stringContaining('echo made') })
    expect(events[1]).toMatchObject({ text: expect.stringContaining('made') })
  })

  test('leaves nothing running that its tools began in sessions of their own', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    const command = 'setsid sleep 300 >/dev/null 2>&1 & nohup sleep 300 >/dev/null 2>&1 & echo begun'
    expect(await home.ask(wishing({ command }))).toBe('turn 1')
  })

  test.each([
    [500, {}, 'non_zero_exit'],
    [400, { type: 'invalid_request_error' }, 'non_zero_exit'],
  ])('says what a model that answers %i means', async (status, error, failureClass) => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    expect(await home.ask(wishing({ status, error }))).toContain('could not be answered')
    expect(await home.newest()).toMatchObject({ status: 'failed', failureClass })
  })

  test('shuts the provider, at no cost to its item, when a usage limit has no end', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    await home.put(wishing({ status: 429 }))
    const board = await until(home.core, (now) => gate(now, provider)?.state === 'open')
    expect(gate(board, provider)).toMatchObject({ failureClass: 'rate_limited' })
    await until(home.core, (now) => counts(now)?.pending === 1)
    expect(await home.newest()).toMatchObject({ attempt: 1, failureClass: 'rate_limited' })
  })

  test('waits for a person when it may not use the model', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    await home.put(wishing({ status: 401 }))
    const board = await until(home.core, (now) => gate(now, provider)?.state === 'waiting')
    expect(gate(board, provider)).toMatchObject({ failureClass: 'unauthenticated' })
    await until(home.core, (now) => counts(now)?.pending === 1)
    expect(await home.newest()).toMatchObject({ attempt: 1, failureClass: 'unauthenticated' })
  })

  test('parks its items when its usage limit has an end', async () => {
    await using model = await start()
    // Only a login, not a key, has a usage limit.
    await using home = await opened(model, { loggedIn: true })
    await home.core.supervisor.start()
    const resetAt = Math.floor(Date.now() / 1000) + 3 * 86_400
    const limits = {
      anthropic: {
        headers: {
          'anthropic-ratelimit-unified-status': 'rejected',
          'anthropic-ratelimit-unified-reset': String(resetAt),
          'anthropic-ratelimit-unified-representative-claim': 'seven_day',
        },
        error: { type: 'rate_limit_error' },
      },
      openai: { error: { type: 'usage_limit_reached', plan_type: 'plus', resets_at: resetAt } },
    }
    await home.put(wishing({ status: 429, ...limits[provider] }))
    const board = await until(home.core, (now) => gate(now, provider)?.state === 'parked')
    // One program tells the minute only, so the end may be one later.
    expect(Math.abs((gate(board, provider)?.until ?? 0) - resetAt * 1000)).toBeLessThanOrEqual(60_000)
  })

  test.each(['malformed', 'cut'] as const)('fails with a sentence when the answer is %s', async (stream) => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    await home.ask(wishing({ stream }))
    const { status, reason, failureClass } = await home.newest()
    expect([status, failureClass]).toEqual(['failed', 'non_zero_exit'])
    expect(reason).not.toBe('')
  })

  test('is ended by its time-out when the model never answers', async () => {
    await using model = await start()
    await using home = await opened(model, { config: 'limits: { max_attempts: 1, run_seconds: 3 }\n' })
    await home.core.supervisor.start()
    await home.ask(wishing({ stream: 'hang' }))
    expect(await home.newest()).toMatchObject({ failureClass: 'timed_out', timedOut: true })
  })

  test('is ended, with all its tools began, when the supervisor stops, and its item goes back in line', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    await home.put(wishing({ command: 'touch begun; sleep 300 & setsid sleep 300 & wait' }), 'c-1')
    await expect.poll(() => isThere(join(home.workspace, 'begun')), { timeout: 30_000 }).toBe(true)
    await home.core.supervisor.stop()
    const board = await until(home.core, (now) => now.supervisor.state === 'stopped')
    expect(counts(board)).toMatchObject({ pending: 1, active: 0 })
    expect(await home.newest()).toMatchObject({ status: 'cancelled' })
  })

  test('is begun anew after somebody killed it', async () => {
    await using model = await start()
    await using home = await opened(model)
    await home.core.supervisor.start()
    expect(await home.ask('hello', 'c-1')).toBe('turn 1')
    const killed = home.ask(wishing({ stream: 'hang' }), 'c-1')
    // Older ones also ask a smaller model about it, and warm up for their helpers.
    await expect.poll(() => JSON.stringify(model.requests), { timeout: 30_000 }).toContain('hang')
    // It is on record before its process is.
    const running = async () => {
      const { status, pid } = await home.newest()
      return status === 'running' ? pid : null
    }
    await expect.poll(running, { timeout: 30_000, message: 'the process is on record' }).not.toBeNull()
    const pid = await running()
    if (pid === null) throw new Error('it runs without a process')
    process.kill(pid, 'SIGKILL')
    await killed
    expect(await home.newest()).toMatchObject({ failureClass: 'killed', conversation: 'resumed' })
    expect(await home.ask('and again', 'c-1')).toBe('turn 1')
  })
})

const real = describe.skipIf(realPrograms === null)

real(`what the working folder brings along${skipped}`, { timeout: 90_000 }, () => {
  test.each([
    ['does not take effect in claude', '', false],
    ['does where the agent allows it', ', allow_project_config: true', true],
  ])('%s', async (_name, agent, expected) => {
    await using model = await startAnthropicModel()
    await using home = await RealHome.open({ provider: 'anthropic', model, permissions: 'full', agent })
    const hook = { hooks: [{ type: 'command', command: 'touch hooked' }] }
    await mkdir(join(home.workspace, '.claude'), { recursive: true })
    const settings = JSON.stringify({ hooks: { UserPromptSubmit: [hook] } })
    await writeFile(join(home.workspace, '.claude', 'settings.json'), settings)
    await home.core.supervisor.start()
    expect(await home.ask('hello')).toBe('turn 1')
    expect(await isThere(join(home.workspace, 'hooked'))).toBe(expected)
  })
})

real(`the instructions of the working folder${skipped}`, { timeout: 90_000 }, () => {
  test.each([
    ['do not reach codex', '', false],
    ['do where the agent allows it', ', allow_project_config: true', true],
  ])('%s', async (_name, agent, expected) => {
    await using model = await startOpenaiModel()
    await using home = await RealHome.open({ provider: 'openai', model, permissions: 'workspace-write', agent })
    await mkdir(home.workspace, { recursive: true })
    await writeFile(join(home.workspace, 'AGENTS.md'), 'Always speak of herrings.')
    await home.core.supervisor.start()
    await home.ask('hello')
    expect(JSON.stringify(model.requests).includes('herrings')).toBe(expected)
  })
})

real(`what codex lets its commands do${skipped}`, { timeout: 90_000 }, () => {
  test('they do not see its key', async () => {
    await using model = await startOpenaiModel()
    await using home = await RealHome.open({ provider: 'openai', model, permissions: 'full' })
    await home.core.supervisor.start()
    // The second comes when the program has had the time to remember a shell's environment.
    const call = { name: 'exec_command', input: { cmd: 'sleep 1; env > env.txt' }, times: 2 }
    await home.ask(wishing({ call }))
    const seen = await readFile(join(home.workspace, 'env.txt'), 'utf8')
    expect(seen).toContain('LANEKEEPER_ATTEMPT=')
    expect(seen).not.toContain('dummy-key')
  })

  test('with workspace-write they write nowhere else', async () => {
    await using model = await startOpenaiModel()
    await using home = await RealHome.open({ provider: 'openai', model, permissions: 'workspace-write' })
    await home.core.supervisor.start()
    await home.ask(wishing({ command: 'echo x > ../outside.txt; echo x > "$HOME/outside.txt"' }))
    expect(await isThere(join(home.workspace, '..', 'outside.txt'))).toBe(false)
    expect(await isThere(join(home.root, 'user', 'outside.txt'))).toBe(false)
  })
})

real(`how often codex asks again by itself${skipped}`, { timeout: 90_000 }, () => {
  // A run that waits for as long as a server asks for is ended by this only, with another class.
  const config = 'limits: { max_attempts: 1, run_seconds: 20 }\n'
  const home = (model: { readonly url: string }, codexConfig = '') =>
    RealHome.open({ provider: 'openai', model, permissions: 'workspace-write', config, codexConfig })
  const later = { 'retry-after': '300' }

  test.each([
    [429, later, 'rate_limited'],
    [429, {}, 'rate_limited'],
    [500, {}, 'non_zero_exit'],
    [500, later, 'non_zero_exit'],
    [503, later, 'non_zero_exit'],
  ])('after %i with %o it is not waited for', async (status, headers, failureClass) => {
    await using model = await startOpenaiModel()
    await using opened = await home(model)
    await opened.core.supervisor.start()
    // A limit spends no attempt, so nothing is answered.
    if (failureClass === 'rate_limited') {
      await opened.put(wishing({ status, headers }))
      await until(opened.core, (now) => gate(now, 'openai')?.state === 'open' && counts(now)?.pending === 1)
    } else await opened.ask(wishing({ status, headers }))
    expect(await opened.newest()).toMatchObject({ status: 'failed', failureClass, timedOut: false })
    expect(model.requests.length).toBeLessThanOrEqual(3)
  })

  test('a refused connection is given up at once', async () => {
    const model = await startOpenaiModel()
    await model[Symbol.asyncDispose]()
    await using opened = await home(model)
    await opened.core.supervisor.start()
    await opened.ask('hello')
    expect(await opened.newest()).toMatchObject({ failureClass: 'non_zero_exit', timedOut: false })
  })

  test('a broken stream is taken up again twice', async () => {
    await using model = await startOpenaiModel()
    await using opened = await home(model)
    await opened.core.supervisor.start()
    await opened.ask(wishing({ stream: 'cut' }))
    expect(await opened.newest()).toMatchObject({ failureClass: 'non_zero_exit', timedOut: false })
    expect(model.requests).toHaveLength(3)
  })

  test('a model provider of one’s own is asked, and no oftener', async () => {
    await using ours = await startOpenaiModel()
    await using model = await startOpenaiModel()
    const mine = `name = "Mine"\nbase_url = "${model.url}/v1"\nenv_key = "CODEX_API_KEY"\nstream_max_retries = 50\n`
    await using opened = await home(ours, `model_provider = "mine"\n[model_providers.mine]\n${mine}`)
    await opened.core.supervisor.start()
    expect(await opened.ask('hello', 'c-1')).toBe('turn 1')
    await opened.ask(wishing({ status: 503, headers: later }), 'c-1')
    expect(await opened.newest()).toMatchObject({ failureClass: 'non_zero_exit', timedOut: false })
    expect(ours.requests).toHaveLength(0)
  })

  test('a conversation begun with another model provider is begun anew', async () => {
    await using model = await startOpenaiModel()
    const limits = 'limits: { max_attempts: 2, run_seconds: 20 }\nretry: { base_ms: 10 }\n'
    const options = { provider: 'openai', model, permissions: 'workspace-write', config: limits } as const
    await using opened = await RealHome.open(options)
    await opened.core.supervisor.start()
    expect(await opened.ask('hello', 'c-1')).toBe('turn 1')
    const mine = `name = "Mine"\nbase_url = "${model.url}/v1"\nenv_key = "CODEX_API_KEY"\n`
    const file = join(opened.root, 'user', '.codex', 'config.toml')
    await writeFile(file, `model_provider = "mine"\n[model_providers.mine]\n${mine}`)
    const answer = await opened.ask('and again', 'c-1')
    const { conversation, attempt } = await opened.newest()
    const beginsAnew = ['turn 1', 'fresh', 1] // which costs no attempt
    const goesOn = ['turn 2', 'resumed', 1] // as older ones can
    expect([beginsAnew, goesOn]).toContainEqual([answer, conversation, attempt])
  })
})

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
