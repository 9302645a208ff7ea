import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixture, resourcesPath } from '../../testing/agents/attempt'
import { homePaths } from '../ground/home-paths'
import type { ClaimedItem, Room, Working } from '../lane/work'
import { closedGate } from '../provider/gate'
import { invocationFiles } from '../provider/invocation-files'
import { isResetFlagSet, setResetFlag } from '../provider/reset-flags'
import type { Effective } from '../settings/settings'
import { OrchestratorFile, Settings } from '../settings/settings-schema'
import { answerDirectly } from './answer-directly'
import { type AgentCall, agentInvoker, type InvokeOptions } from './invoke-agent'
import { routeOf } from './route'

const message = { channel: 'slack', sender: 'ann', message: 'hello', timestamp: 1, messageId: 'm1' }

function effectiveWith(program: string): Effective {
  const agents = { a: { provider: 'tool' } }
  return {
    settings: Settings.parse({
      providers: { tool: { kind: 'command', argv: ['node', fixture(program), '{session_id}'] } },
      orchestrators: { main: {} },
      channel_profiles: { slack: { channel: 'slack', orchestrator_id: 'main' } },
    }),
    text: '',
    orchestrators: new Map([['main', OrchestratorFile.parse({ id: 'main', selector_agent: 'a', agents })]]),
    runbooks: new Map(),
    sharedWorkspaces: new Map(),
    problems: [],
  }
}

async function withInvoker(
  change: Partial<InvokeOptions>,
  room: Room['enter'],
  use: (world: {
    readonly root: string
    readonly item: ClaimedItem
    readonly options: InvokeOptions
    readonly noted: string[]
  }) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-invoke-'))
  const noted: string[] = []
  const effective = effectiveWith('echo')
  const options: InvokeOptions = {
    paths: homePaths(root),
    resourcesPath,
    environment: { PATH: process.env.PATH },
    effective: () => effective,
    sessions: { take: () => ({ plan: { kind: 'fresh' }, end: () => {}, untouched: () => {} }) },
    gates: { succeeded: () => {}, failed: () => ({ gate: closedGate, free: false, notBefore: null }) },
    spend: { itemHeld: () => null, recorded: () => {} },
    shutReason: () => 'It is shut.',
    onProgress: () => {},
    onOutput: () => {},
    noted: (sentence) => noted.push(sentence),
    ended: () => {},
    left: () => {},
    ...change,
  }
  const item = {
    lane: 'queue',
    id: 'm1',
    file: 'm1.json',
    claim: 'c',
    attempt: 1,
    lastAttempt: false,
    arrivedAt: 1,
    key: 'k',
    message,
    room: { enter: room },
  }
  try {
    await use({ root, item, options, noted })
  } finally {
    await rm(root, { recursive: true })
  }
}

const entered: Room['enter'] = async () => 'entered'

function callOf(root: string, item: ClaimedItem, options: InvokeOptions): AgentCall {
  const route = routeOf(message, options.effective())
  if (!route.ok) throw new Error(route.sentence)
  return {
    item,
    working: () => {},
    signal: new AbortController().signal,
    source: { kind: 'orchestrator', name: 'main' },
    workspace: join(root, 'main'),
    agentId: route.agentId,
    agent: route.agent,
    provider: route.provider,
    cwd: join(root, 'main', 'workspace'),
    prompt: 'Say hello.',
    context: '{}',
    timeoutMs: 60_000,
    conversation: null,
  }
}

test('an invocation is told of when its record can be found, and once', async () => {
  const told: (string | null)[] = []
  await withInvoker({}, entered, async ({ root, item, options }) => {
    const working = ({ invocationId }: Working): void => {
      const isThere = existsSync(invocationFiles(options.paths.invocations, invocationId ?? '').recordPath)
      told.push(isThere ? invocationId : 'without a record')
    }
    const end = await agentInvoker(options)({ ...callOf(root, item, options), working })
    if (end.kind !== 'answered') throw new Error(`it ended as ${end.kind}`)
    expect(told).toEqual([end.invocation.id])
  })
})

test('work that is done is not done again because something beside it went wrong', async () => {
  const refuse = (): never => {
    throw new Error('the disk is full')
  }
  const change = {
    sessions: { take: () => ({ plan: { kind: 'fresh' as const }, end: refuse, untouched: () => {} }) },
    spend: { itemHeld: () => null, recorded: refuse },
  }
  await withInvoker(change, entered, async ({ root, item, options, noted }) => {
    const route = routeOf(message, options.effective())
    if (!route.ok) throw new Error(route.sentence)
    const { paths, effective, noted: beside } = options
    const asked = { askAbout: refuse, followUp: refuse, questionsOf: async () => [], ask: refuse }
    const answering = {
      paths,
      effective,
      invoke: agentInvoker(options),
      noted: beside,
      asked,
      answered: async () => {},
    }
    const place = { ...route, workspace: join(root, 'main') }
    const ended = await answerDirectly(item, place, new AbortController().signal, () => {}, answering)
    expect(ended).toMatchObject({ kind: 'completed' })
    expect(noted).toEqual([
      'The conversation could not be kept: the disk is full.',
      'What the run used could not be noted: the disk is full.',
    ])
  })
})

test('an agent other than the one its item was started for gets a slot of its own provider first', async () => {
  const asked: string[] = []
  const enter: Room['enter'] = async (group) => {
    asked.push(group)
    return 'entered'
  }
  await withInvoker({}, enter, async ({ root, item, options }) => {
    const end = await agentInvoker(options)(callOf(root, item, options))
    expect(end).toMatchObject({ kind: 'answered', text: expect.stringContaining('Say hello.') })
    expect(asked).toEqual(['ao:main/a'])
  })
})

test('an agent whose provider may not be asked now holds its item in the group of that agent', async () => {
  await withInvoker(
    {},
    async () => 'shut',
    async ({ root, item, options }) => {
      const end = await agentInvoker(options)(callOf(root, item, options))
      expect(end).toEqual({
        kind: 'held',
        sentence: 'It is shut.',
        nextStep: null,
        notBefore: null,
        group: 'ao:main/a',
      })
    },
  )
})

test('a reset flag survives a start that failed, and is used up by the next run that starts', async () => {
  const asked: boolean[] = []
  const sessions: InvokeOptions['sessions'] = {
    take: (_key, fresh) => {
      asked.push(fresh)
      return { plan: { kind: 'fresh' }, end: () => {}, untouched: () => {} }
    },
  }
  await withInvoker({ sessions }, entered, async ({ root, item, options }) => {
    const folders = [root, join(root, 'main', 'agents', 'a')]
    for (const folder of folders) {
      await mkdir(folder, { recursive: true })
      await setResetFlag(folder)
    }
    const flags = () => Promise.all(folders.map(isResetFlagSet))
    const call = { ...callOf(root, item, options), conversation: 'c', inItsSlot: true }
    const missing = { ...call.provider, argv: [join(root, 'no-such-program'), '{session_id}'] }
    if (missing.kind !== 'command') throw new Error('it is no command')
    const failed = await agentInvoker(options)({ ...call, provider: missing })
    expect(failed).toMatchObject({ kind: 'failed', failureClass: 'missing_binary' })
    expect(await flags()).toEqual([true, true])
    expect(await agentInvoker(options)(call)).toMatchObject({ kind: 'answered' })
    expect(await flags()).toEqual([false, false])
    await agentInvoker(options)(call)
    expect(asked).toEqual([true, true, false])
  })
})

test('an item that has used up what it may cost is not invoked for', async () => {
  const spend = { itemHeld: () => 'The item spent $2.00 of $1.00.', recorded: () => {} }
  await withInvoker({ spend }, entered, async ({ root, item, options }) => {
    const end = await agentInvoker(options)(callOf(root, item, options))
    expect(end).toMatchObject({ kind: 'too_dear', sentence: 'The item spent $2.00 of $1.00.' })
  })
})
