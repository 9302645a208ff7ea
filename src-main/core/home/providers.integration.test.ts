import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Board } from '#shared/board'
import type { InvocationEvent } from '#shared/invocation-events'
import { message, TestHome, until } from '../../testing/homes/test-home'
import type { Core } from './core'

const scripted = join(import.meta.dirname, '../../testing/agents/scripted-claude.mjs')

interface Setting {
  readonly provider?: string
  readonly agent?: string
  readonly config?: string
}

/** A home whose agent runs a program that speaks as claude does. */
async function homeWith({ provider = '', agent = '', config = '' }: Setting = {}): Promise<TestHome> {
  const home = await TestHome.create()
  const binary = join(home.root, 'claude')
  await writeFile(binary, `#!/bin/sh\nexec "${process.execPath}" "${scripted}" "$@"\n`)
  await chmod(binary, 0o755)
  await configure(home, { provider, config })
  await writeFile(
    join(home.paths.workspaces, 'main', 'orchestrator.yaml'),
    `id: main\nselector_agent: default\nagents:\n  default: { provider: anthropic${agent} }\n`,
  )
  return home
}

async function configure(home: TestHome, { provider = '', config = '' }: Setting): Promise<void> {
  await writeFile(
    home.paths.config,
    `providers:
  anthropic: { binary: ${JSON.stringify(join(home.root, 'claude'))}, max_concurrent: 1${provider} }
orchestrators: { main: {} }
channel_profiles: { slack: { channel: slack, orchestrator_id: main } }
settle_ms: 100
retry: { base_ms: 20, cap_ms: 40 }
${config}`,
  )
}

const counts = (board: Board) => board.lanes[0]?.counts
const gate = (board: Board) => board.providers.find((card) => card.name === 'anthropic')?.gate
const texts = async (home: TestHome) => (await home.answers()).map((answer) => answer.message)

async function firstOf<Value>(stream: AsyncGenerator<Value, void>): Promise<Value> {
  for await (const value of stream) return value
  throw new Error('nothing came')
}

const pendingRows = async (core: Core) => {
  const query = { lane: 'queue', column: 'pending' as const, search: '', offset: 0, limit: 10 }
  return (await firstOf(core.lanes.window(query, new AbortController().signal))).rows
}

describe('a conversation', () => {
  const turn = (text: string) => message({ conversationId: 'c-1', message: text })

  /** Answers one more message of the conversation. */
  async function ask(home: TestHome, core: Core, text: string): Promise<string> {
    const before = counts(core.boardNow())
    await home.put(`turn-${(await texts(home)).length}.json`, turn(text))
    await until(core, (board) => {
      const now = counts(board)
      return (now?.completed ?? 0) + (now?.dead ?? 0) > (before?.completed ?? 0) + (before?.dead ?? 0)
    })
    return (await texts(home)).at(-1) ?? ''
  }

  test('goes on with its session, also after a restart, and begins anew after a failure or when asked to', async () => {
    await using home = await homeWith({ config: 'limits: { max_attempts: 1 }\n' })
    let core = await home.open()
    await core.supervisor.start()
    const [, first] = (await ask(home, core, 'one')).split(' ')
    expect(await ask(home, core, 'two')).toBe(`resumed ${first}`)
    await home.close(core)
    core = await home.open()
    await core.supervisor.start()
    expect(await ask(home, core, 'three')).toBe(`resumed ${first}`)
    await ask(home, core, '[fail]')
    const [kind, second] = (await ask(home, core, 'five')).split(' ')
    expect([kind, second !== first]).toEqual(['fresh', true])
    for (const agent of ['default', null]) {
      await core.agents.reset({ orchestrator: 'main', agent })
      expect(await ask(home, core, 'again')).toMatch(/^fresh /)
      expect(await ask(home, core, 'and again')).toMatch(/^resumed /)
    }
    await expect(core.agents.reset({ orchestrator: 'main', agent: 'nobody' })).rejects.toThrow('no agent')
    await writeFile(join(home.paths.workspaces, 'main', 'reset_flag'), '')
    expect(await ask(home, core, 'again')).toMatch(/^fresh /)
    expect(await ask(home, core, 'and again')).toMatch(/^resumed /)
  })

  test('that the program silently began anew is noticed', async () => {
    await using home = await homeWith()
    const core = await home.open()
    await core.supervisor.start()
    await ask(home, core, 'one')
    await ask(home, core, '[other s-2]')
    const [invocation] = await core.invocations.recent({ limit: 1 })
    expect(invocation).toMatchObject({ conversation: 'replaced', sessionId: 's-2', permissions: 'workspace-write' })
    const events: InvocationEvent[] = []
    for await (const batch of core.invocations.events({ id: invocation?.id ?? '' }, new AbortController().signal))
      events.push(...batch.events)
    expect(events.map((event) => event.kind)).toEqual(['text', 'notice', 'done'])
    expect(await ask(home, core, 'three')).toBe('resumed s-2')
  })

  test('a program that refuses an option of ours is answered by the next attempt, and from then on at once', async () => {
    const provider = ', env: { OLD: "1" }'
    await using home = await homeWith({ provider, agent: ', permissions: ask-nothing-risky' })
    const core = await home.open()
    await core.supervisor.start()
    expect(await ask(home, core, 'one')).toMatch(/^fresh /)
    expect(await ask(home, core, 'two')).toMatch(/^resumed /)
    const [second, first, refused] = await core.invocations.recent({ limit: 5 })
    expect([refused?.status, first?.attempt, second?.attempt]).toEqual(['failed', 2, 1])
    expect(refused?.reason).toContain('dontAsk')
    expect(refused?.nextStep).toContain('update the program')
    expect(second?.argv).toContain('--disallowedTools')
  })

  test('what an agent was refused is told in its record, its events and the history of its item', async () => {
    await using home = await homeWith()
    const core = await home.open()
    await core.supervisor.start()
    await ask(home, core, '[refused Write,Bash,Bash]')
    const sentence = '2 tools were refused under workspace-write: Write, Bash (2 times).'
    const [invocation] = await core.invocations.recent({ limit: 1 })
    expect(invocation?.refused).toMatchObject({
      sentence,
      tools: [
        { tool: 'Write', times: 1 },
        { tool: 'Bash', times: 2 },
      ],
      nextStep: expect.stringContaining('Permissions full'),
    })
    const events: InvocationEvent[] = []
    for await (const batch of core.invocations.events({ id: invocation?.id ?? '' }, new AbortController().signal))
      events.push(...batch.events)
    expect(events.at(-2)).toMatchObject({ kind: 'notice', text: expect.stringContaining(sentence) })
    const {
      hits: [hit],
    } = await core.history.search({ words: 'refused', limit: 10 }, new AbortController().signal)
    expect(hit?.timeline.map((event) => event.kind)).toEqual(['claimed', 'invoked', 'refused', 'completed'])
    expect(hit?.timeline[2]).toMatchObject({ text: expect.stringContaining(sentence), invocationId: invocation?.id })
    await ask(home, core, 'nothing to refuse')
    expect((await core.invocations.recent({ limit: 1 }))[0]).not.toHaveProperty('refused')
  })

  test('is not remembered for messages without one', async () => {
    await using home = await homeWith()
    const core = await home.open()
    await core.supervisor.start()
    for (const file of ['a.json', 'b.json']) await home.put(file, message())
    await until(core, (board) => counts(board)?.completed === 2)
    expect((await texts(home)).every((text) => text.startsWith('fresh'))).toBe(true)
  })
})

describe('a provider that fails again and again', () => {
  test('keeps its items waiting, tries with one of them, and goes on without a lost attempt', async () => {
    const config = 'breaker: { failures: 2, probe_seconds: 0.2 }\nlimits: { max_attempts: 9 }\n'
    await using home = await homeWith({ config })
    const down = join(home.root, 'down')
    await writeFile(down, '')
    const core = await home.open()
    for (const name of ['a', 'b', 'c', 'd']) await home.put(`${name}.json`, message({ message: `[while ${down}]` }))
    await core.supervisor.start()
    const board = await until(core, (now) => gate(now)?.state === 'open')
    expect(gate(board)).toMatchObject({ failureClass: 'non_zero_exit', sentence: expect.stringContaining('500') })
    expect(board.attention.map((entry) => entry.id)).toContain('gate:anthropic')
    const [row] = await pendingRows(core)
    expect(row?.reason).toContain('made-up 500')
    await until(core, (now) => gate(now)?.state === 'probing')
    await until(core, (now) => gate(now)?.state === 'open')
    await rm(down)
    const after = await until(core, (now) => counts(now)?.completed === 4)
    expect(counts(after)).toMatchObject({ dead: 0, failed: 0, pending: 0 })
    expect(gate(after)?.state).toBe('closed')
    const runs = await core.invocations.recent({ limit: 50 })
    const failures = runs.filter((run) => run.status === 'failed').length
    const answered = runs.filter((run) => run.status === 'succeeded')
    const counted = answered.reduce((sum, run) => sum + run.attempt - 1, 0)
    // The failure that opened it, and that of the one that tried, took nobody's attempt.
    expect(counted).toBeLessThanOrEqual(failures - 2)
  })
})

describe('the item that made a provider’s items wait', () => {
  test.each<[string, (core: Core) => unknown]>([
    ['told to try now', (core) => core.providers.resume({ name: 'anthropic' })],
    ['whose test was good', (core) => core.providers.test({ name: 'anthropic' })],
  ])('starts at once when the provider is one %s', async (_name, go) => {
    const env = ', env: { ANTHROPIC_API_KEY: dummy-key }'
    await using home = await homeWith({ provider: env, config: 'breaker: { failures: 1, probe_seconds: 3600 }\n' })
    const down = join(home.root, 'down')
    await writeFile(down, '')
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: `[while ${down}]` }))
    await until(core, (now) => gate(now)?.state === 'open' && counts(now)?.pending === 1)
    await rm(down)
    await go(core)
    const board = await until(core, (now) => counts(now)?.completed === 1)
    expect(board.activity.map((entry) => entry.text)).toContain('Tried again at once')
    expect(await core.invocations.recent({ limit: 5 })).toMatchObject([{ attempt: 1 }, { attempt: 1 }])
  })
})

describe('a usage limit with a known end', () => {
  test('parks the items of the provider, survives a restart, and ends when a person says so', async () => {
    await using home = await homeWith()
    let core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: '[limit 3600]' }))
    const parked = await until(core, (board) => gate(board)?.state === 'parked' && counts(board)?.pending === 1)
    expect((gate(parked)?.until ?? 0) - Date.now()).toBeGreaterThan(3_500_000)
    await home.put('b.json', message())
    await home.close(core)
    core = await home.open()
    await core.supervisor.start()
    const again = await until(core, (board) => board.supervisor.state === 'running' && counts(board)?.pending === 2)
    expect(gate(again)).toEqual(gate(parked))
    expect((await pendingRows(core)).map((row) => [row.attempt, row.reason?.includes('limit')])).toEqual([
      [1, true],
      [1, true],
    ])
    await configure(home, { provider: ', env: { LIMIT_OVER: "1" }' })
    await expect.poll(async () => (await core.home.settings()).text).toContain('LIMIT_OVER')
    expect(gate(core.boardNow())?.state).toBe('parked')
    core.providers.resume({ name: 'anthropic' })
    const ended = await until(core, (board) => counts(board)?.completed === 2)
    expect(gate(ended)?.state).toBe('closed')
  })

  test('is probed like one without an end when parking is off', async () => {
    await using home = await homeWith({
      config:
        'breaker: { park: false, failures: 0, probe_seconds: 0.2, probe_cap_seconds: 0.3 }\nlimits: { max_attempts: 2 }\n',
    })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: '[limit 3600]' }))
    for (const state of ['open', 'probing', 'open', 'probing', 'open']) {
      await until(core, (now) => gate(now)?.state === state)
    }
    expect(counts(core.boardNow())).toMatchObject({ pending: 1, failed: 0, dead: 0 })
    const runs = await core.invocations.recent({ limit: 50 })
    expect(runs.map(({ attempt }) => attempt)).toEqual(runs.map(() => 1))
    expect(runs.length).toBeGreaterThan(2)
  })
})

test('items of an agent that got another provider wait for the new one, not for the one before', async () => {
  await using home = await homeWith()
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message({ message: '[limit 3600]' }))
  await until(core, (board) => gate(board)?.state === 'parked' && counts(board)?.pending === 1)
  await writeFile(
    join(home.paths.workspaces, 'main', 'orchestrator.yaml'),
    'id: main\nselector_agent: default\nagents:\n  default: { provider: practice }\n',
  )
  await until(core, (board) => counts(board)?.completed === 1)
  expect(gate(core.boardNow())?.state).toBe('parked')
})

describe('a provider that waits for a person', () => {
  test('goes on once a test finds somebody logged in', async () => {
    await using home = await homeWith()
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: '[login]' }))
    const board = await until(core, (now) => gate(now)?.state === 'waiting' && counts(now)?.pending === 1)
    expect(gate(board)).toMatchObject({ failureClass: 'unauthenticated', until: null })
    expect(await core.providers.test({ name: 'anthropic' })).toMatchObject({ ok: false, version: '9.8.7' })
    expect(gate(core.boardNow())?.state).toBe('waiting')
    await configure(home, { provider: ', env: { ANTHROPIC_API_KEY: dummy-key }' })
    const answered = await until(core, (now) => counts(now)?.completed === 1)
    expect(gate(answered)?.state).toBe('closed')
    expect(await core.providers.test({ name: 'anthropic' })).toMatchObject({ ok: true })
    await expect(core.providers.test({ name: 'nobody' })).rejects.toThrow('no provider')
  })

  test('goes on once its program is there', async () => {
    await using home = await homeWith()
    const program = join(home.root, 'claude')
    const text = await readFile(program, 'utf8')
    await rm(program)
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message())
    await until(core, (now) => gate(now)?.state === 'waiting' && counts(now)?.pending === 1)
    expect(await core.providers.test({ name: 'anthropic' })).toMatchObject({ ok: false, path: null })
    await writeFile(program, text)
    await chmod(program, 0o755)
    // Logged in or not: what it waited for was the program.
    core.providers.resume({ name: 'anthropic' })
    await until(core, (now) => counts(now)?.completed === 1)
  })
})

describe('a spend cap', () => {
  test.each(['day_usd', 'lane_usd_per_day', 'agent_usd_per_day'])(
    '%s stops the next claim, says so, and lifts when it is raised',
    async (name) => {
      await using home = await homeWith({ config: `spend: { ${name}: 1 }\n` })
      const core = await home.open()
      await core.supervisor.start()
      for (const file of ['a.json', 'b.json', 'c.json']) await home.put(file, message({ message: '[cost 0.5]' }))
      const held = await until(core, (board) => board.spend?.reached.length === 1)
      await until(core, (board) => counts(board)?.completed === 2 && counts(board)?.pending === 1)
      expect(held.spend).toMatchObject({ costUsd: 1, runs: 2, reached: [{ capUsd: 1, spentUsd: 1 }] })
      expect((await pendingRows(core))[0]?.reason).toContain('$1.00')
      expect(await core.spend.summary({ by: 'agent', days: 1, limit: 5 })).toMatchObject([
        { name: 'main/default', costUsd: 1 },
      ])
      await configure(home, { config: `spend: { ${name}: 2 }\n` })
      await until(core, (board) => counts(board)?.completed === 3)
    },
  )

  test.each(['day_usd', 'lane_usd_per_day', 'agent_usd_per_day', 'item_usd'])(
    '%s of nothing lets no run begin',
    async (name) => {
      await using home = await homeWith({ config: `spend: { ${name}: 0 }\n` })
      const core = await home.open()
      await core.supervisor.start()
      await home.put('a.json', message({ message: '[cost 0.5]' }))
      if (name === 'item_usd') await until(core, (board) => counts(board)?.dead === 1)
      else {
        await until(core, (board) => board.supervisor.state === 'running' && counts(board)?.pending === 1)
        expect((await pendingRows(core))[0]?.reason).toMatch(/may spend (any|no)thing/)
        await home.put('b.json', message({ message: '[cost 0.5]' }))
        await until(core, (board) => counts(board)?.pending === 2)
      }
      expect(await core.invocations.recent({ limit: 5 })).toEqual([])
    },
  )

  test('of an item ends it before its next attempt', async () => {
    await using home = await homeWith({ config: 'spend: { item_usd: 0.5 }\n' })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: '[cost 0.6] [fail]' }))
    await until(core, (board) => counts(board)?.dead === 1)
    expect(await core.invocations.recent({ limit: 5 })).toHaveLength(1)
    expect((await texts(home))[0]).toContain('an item may cost $0.50')
  })

  test('counts what was spent before a restart, even when the history is lost', async () => {
    await using home = await homeWith({ config: 'spend: { day_usd: 1 }\n' })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message({ message: '[cost 1]' }))
    await until(core, (board) => counts(board)?.completed === 1)
    await home.close(core)
    for (const file of await readdir(home.root)) if (file.startsWith('history.db')) await rm(join(home.root, file))
    const again = await home.open()
    expect(again.boardNow().spend?.reached).toHaveLength(1)
  })
})

test('agents of one provider share its slots', async () => {
  await using home = await homeWith()
  const side = join(home.paths.workspaces, 'side')
  await mkdir(side, { recursive: true })
  await writeFile(
    join(side, 'orchestrator.yaml'),
    'id: side\nselector_agent: other\nagents:\n  other: { provider: anthropic }\n',
  )
  const text = await readFile(home.paths.config, 'utf8')
  const both = text
    .replace('{ main: {} }', '{ main: {}, side: {} }')
    .replace('channel_profiles: {', 'channel_profiles: { other: { channel: other, orchestrator_id: side },')
  await writeFile(home.paths.config, both)
  const core = await home.open()
  for (const channel of ['slack', 'other', 'slack', 'other']) {
    const name = `${channel}-${Math.random()}.json`
    await home.put(name, message({ channel, channelProfileId: channel, message: '[wait 100]' }))
  }
  await core.supervisor.start()
  let most = 0
  await until(core, (board) => {
    most = Math.max(most, board.active.length)
    return counts(board)?.completed === 4
  })
  expect(most).toBe(1)
  expect((await core.spend.summary({ by: 'agent', days: 1, limit: 5 })).map((row) => [row.name, row.runs])).toEqual([
    ['main/default', 2],
    ['side/other', 2],
  ])
})

test('a run that writes nothing for long is told, and not punished', async () => {
  await using home = await homeWith({ config: 'limits: { quiet_seconds: 1 }\n' })
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message({ message: '[wait 1600]' }))
  await until(core, (board) => board.attention.some((entry) => entry.id.startsWith('quiet:')))
  const board = await until(core, (now) => counts(now)?.completed === 1)
  expect(board.attention.filter((entry) => entry.id.startsWith('quiet:'))).toEqual([])
})

test('an agent’s own time-out ends its runs, and is never longer than the home’s', async () => {
  await using home = await homeWith({ agent: ', timeout_seconds: 1', config: 'limits: { max_attempts: 1 }\n' })
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message({ message: '[wait 60000]' }))
  await until(core, (board) => counts(board)?.dead === 1)
  expect(await core.invocations.recent({ limit: 1 })).toMatchObject([{ failureClass: 'timed_out', timeoutMs: 1000 }])
})

test('an agent whose provider is a command shows no permissions, as nothing holds it to them', async () => {
  await using home = await TestHome.create()
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  await until(core, (board) => counts(board)?.completed === 1)
  const { agents } = await core.home.settings()
  expect(agents).toMatchObject([{ agent: 'default', permissions: null }])
  expect(await core.invocations.recent({ limit: 1 })).toMatchObject([{ permissions: null }])
})

test('a fresh conversation for whichever agent runs next can be asked for before any agent is known', async () => {
  await using home = await TestHome.create()
  await rm(join(home.paths.workspaces, 'main', 'orchestrator.yaml'))
  const core = await home.open()
  await core.agents.reset({ orchestrator: 'main', agent: null })
  expect((await core.home.settings()).reset).toBe(true)
  await expect(core.agents.reset({ orchestrator: 'main', agent: 'default' })).rejects.toThrow('no agent main/default')
})

test('settings name program and version of each provider', async () => {
  await using home = await homeWith()
  await mkdir(home.paths.workspaces, { recursive: true })
  const core = await home.open()
  const { providers } = await core.home.settings()
  expect(providers.find(({ name }) => name === 'anthropic')).toMatchObject({
    path: join(home.root, 'claude'),
    version: '9.8.7',
    usedBy: ['main/default'],
  })
})
