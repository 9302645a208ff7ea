import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { message, resourcesPath, TestHome, until } from '../../testing/homes/test-home'
import { homePaths } from '../ground/home-paths'
import type { Core } from './core'
import { openFound } from './open-core'

const signal = (): AbortSignal => new AbortController().signal

function found(root: string): Promise<Core> {
  return openFound({ paths: homePaths(root), version: '0.0.0', resourcesPath, environment: {} })
}

/** Every path below a folder. */
async function paths(root: string): Promise<string[]> {
  return (await readdir(root, { recursive: true })).sort()
}

async function first<Value>(stream: AsyncIterable<Value>): Promise<Value> {
  for await (const value of stream) return value
  throw new Error('the stream ended before its first value')
}

/** Asks everything that can be asked of a home whose settings can be used. */
async function askAll(core: Core): Promise<void> {
  await first(core.board.follow(signal()))
  for (const column of ['pending', 'active', 'dead', 'completed'] as const) {
    await first(core.lanes.window({ lane: 'queue', column, search: '', offset: 0, limit: 10 }, signal()))
  }
  await first(core.runs.window({ phase: 'all', search: '', offset: 0, limit: 10 }, signal()))
  await core.decisions.list({ state: 'all', limit: 10 })
  await core.orchestrators.list()
  await core.invocations.recent({ limit: 10 })
  await core.history.search({ words: 'x', limit: 10 }, signal())
}

describe('looking at a home', () => {
  test('that is no home makes none', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lanekeeper-none-'))
    try {
      for (const folder of [root, join(root, 'nowhere')]) {
        await using core = await found(folder)
        const board = await first(core.board.follow(signal()))
        expect(board).toMatchObject({ kind: 'snapshot', board: { lanes: [{ name: 'queue', counts: { pending: 0 } }] } })
        await expect(core.decisions.list({ state: 'all', limit: 1 })).rejects.toMatchObject({
          refusal: { code: 'settings_invalid' },
        })
      }
      expect(await paths(root)).toEqual([])
    } finally {
      await rm(root, { recursive: true })
    }
  })

  test('moves nothing of what an earlier life left, whatever autostart says, and makes no file', async () => {
    await using home = await TestHome.create({ config: 'autostart: true\n' })
    for (const folder of ['incoming', 'processing', 'outbox', 'tmp', 'dead']) {
      await mkdir(join(home.paths.queue, folder), { recursive: true })
    }
    await home.put('waits.json', message({ message: 'Waits.' }))
    await writeFile(join(home.paths.queue, 'processing', 'left~cabc1.json'), JSON.stringify(message()))
    await writeFile(join(home.paths.queue, 'outbox', 'unpublished.json'), '{}')
    await writeFile(join(home.paths.queue, 'tmp', 'half.json'), '{')
    const before = await paths(home.root)
    {
      await using core = await found(home.root)
      await askAll(core)
      const { rows } = await first(
        core.lanes.window({ lane: 'queue', column: 'active', search: '', offset: 0, limit: 10 }, signal()),
      )
      expect(rows).toMatchObject([{ file: 'left~cabc1.json', waiting: false }])
    }
    expect(await paths(home.root)).toEqual(before)
  })

  test('goes on beside its owner and beside others that look, each with the same answer', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await home.put('hello.json', message({ message: 'Hello.' }))
    await until(core, (board) => board.lanes[0]?.counts.pending === 1)
    const query = { lane: 'queue', column: 'pending', search: '', offset: 0, limit: 10 } as const
    const { rows } = await first(core.lanes.window(query, signal()))
    const looks = Array.from({ length: 3 }, async () => {
      await using looked = await found(home.root)
      return (await first(looked.lanes.window(query, signal()))).rows
    })
    expect(await Promise.all(looks)).toEqual([rows, rows, rows])
  })
})

describe('a home that is only looked at', () => {
  test('takes what is put in line as from a foreign program: its owner works on it and writes its history', async () => {
    await using home = await TestHome.create()
    const composed = { channel: 'panel', sender: 'Ada', message: 'Later.' }
    let id = ''
    {
      await using core = await found(home.root)
      id = (await core.lanes.send({ lane: 'queue', message: composed })).id
    }
    expect(await home.files('incoming')).toEqual([expect.stringMatching(/^panel-\w+\.json$/)])
    const core = await home.open()
    {
      // Beside the owner, too, and without a word in the history that is the owner's to write.
      await using beside = await found(home.root)
      await beside.lanes.send({ lane: 'queue', message: { ...composed, message: 'Beside.' } })
    }
    await core.supervisor.start()
    await until(core, (board) => board.lanes[0]?.counts.completed === 2)
    const { hits } = await core.history.search({ words: 'Ada', limit: 5 }, signal())
    expect(hits).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
    expect(hits.map((hit) => hit.id)).toContain(id)
    const kinds = hits.flatMap(({ timeline }) => timeline.map(({ kind }) => kind))
    expect(kinds).toContain('claimed')
    expect(kinds).not.toContain('enqueued')
  })

  test('does nothing that is its owner’s to do, and says that nobody runs', async () => {
    await using home = await TestHome.create()
    await using core = await found(home.root)
    const refused = { refusal: { code: 'not_running', nextStep: 'Start it with lanekeeper start --detach.' } }
    const item = { id: 'a@1', column: 'dead', file: 'a.json' } as const
    await expect(core.supervisor.start()).rejects.toMatchObject(refused)
    await expect(core.lanes.act({ lane: 'queue', action: 'requeue', items: [item] })).rejects.toMatchObject(refused)
    await expect(core.runs.cancel({ id: 'run-000000', reason: '' })).rejects.toMatchObject(refused)
    await expect(core.decisions.resolve({ id: 'dec-000000', option: 1, text: '', by: 'cli' })).rejects.toMatchObject(
      refused,
    )
  })

  test('sets the flag of an agent, and names those there are to whoever names none', async () => {
    await using home = await TestHome.create()
    await using core = await found(home.root)
    await core.agents.reset({ orchestrator: 'main', agent: 'default' })
    expect(await readdir(join(home.paths.workspaces, 'main', 'agents', 'default'))).toEqual(['reset_flag'])
    await expect(core.agents.reset({ orchestrator: 'main', agent: 'nobody' })).rejects.toMatchObject({
      refusal: { code: 'no_such_agent', nextStep: 'There is main/default.' },
    })
  })
})
