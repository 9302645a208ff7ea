import { mkdir, readFile, rmdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { lanePaths } from '../lane/lane-paths'
import { openCore } from './open-core'

const queue = (board: Parameters<Parameters<typeof until>[1]>[0]) => board.lanes[0]?.counts

describe('a message', () => {
  test('that a channel client wrote becomes exactly one answer that carries back what it said of itself', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await core.supervisor.start()
    const asked = message({ message: 'How are you?', conversationId: 'c-1', unknown: { kept: true } })
    await home.put('hello.json', asked)
    await until(core, (board) => queue(board)?.completed === 1)
    const [answer, ...more] = await home.answers()
    expect(more).toEqual([])
    expect(answer).toMatchObject({
      channel: 'slack',
      channelProfileId: 'slack',
      sender: 'Ada',
      message: 'You said: How are you?',
      originalMessage: 'How are you?',
      messageId: asked.messageId,
      conversationId: 'c-1',
      agent: 'default',
      files: [],
    })
    expect(await home.files('outgoing')).toEqual([`slack_${asked.messageId}_${answer?.timestamp}.json`])
    for (const folder of ['incoming', 'processing', 'outbox', 'tmp', 'dead'])
      expect(await home.files(folder)).toEqual([])
  })

  test('that stood in the lane before the start is answered after it, oldest first', async () => {
    await using home = await TestHome.create({ config: 'limits: { max_concurrent: 1 }\n' })
    const core = await home.open()
    for (const [file, minute] of [
      ['b.json', 2],
      ['c.json', 3],
      ['a.json', 1],
    ] as const) {
      await home.put(file, message({ message: file }))
      await utimes(join(home.paths.queue, 'incoming', file), 1000, 60 * minute)
    }
    await until(core, (board) => queue(board)?.pending === 3)
    await core.supervisor.start()
    await until(core, (board) => queue(board)?.completed === 3)
    expect((await home.answers()).map((answer) => answer.originalMessage)).toEqual(['a.json', 'b.json', 'c.json'])
  })

  test('of one conversation never overtakes an earlier one, while other conversations go on', async () => {
    await using home = await TestHome.create({ agent: 'answer(text)', config: 'limits: { max_concurrent: 4 }\n' })
    const core = await home.open()
    for (let turn = 0; turn < 10; turn++) {
      for (let conversation = 0; conversation < 4; conversation++) {
        const conversationId = `c-${conversation}`
        await home.put(
          `${turn}-${conversation}.json`,
          message({ conversationId, message: `${conversationId} turn ${turn}` }),
        )
      }
    }
    await core.supervisor.start()
    await until(core, (board) => queue(board)?.completed === 40)
    const answers = await home.answers()
    for (let conversation = 0; conversation < 4; conversation++) {
      const turns = answers
        .filter((answer) => answer.conversationId === `c-${conversation}`)
        .map((answer) => answer.message)
      expect(turns).toEqual(Array.from({ length: 10 }, (_, turn) => `c-${conversation} turn ${turn}`))
    }
  }, 60_000)

  test('whose agent fails is tried again, then is dead with its reason and its conversation is told once', async () => {
    await using home = await TestHome.create({ agent: 'fail("no luck")', config: 'limits: { max_attempts: 2 }\n' })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('luckless.json', message())
    const board = await until(
      core,
      (now) => queue(now)?.dead === 1 && now.activity.some(({ kind }) => kind === 'buried'),
    )
    expect(board.attention.map((entry) => entry.id)).toContain('dead:queue')
    const [dead, reason] = await home.files('dead')
    expect(dead).toMatch(/^luckless~a2~c\w+\.json$/)
    expect(JSON.parse(await readFile(join(home.paths.queue, 'dead', reason ?? ''), 'utf8'))).toMatchObject({
      sentence: expect.stringContaining('no luck'),
    })
    expect((await home.answers()).map((answer) => answer.message)).toEqual([
      expect.stringContaining('could not be answered'),
    ])
    expect(queue(board)?.completed).toBe(0)
  })

  test('for a channel profile nobody knows is dead at once with the name of the profile', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await core.supervisor.start()
    await home.put('lost.json', message({ channelProfileId: 'nobody' }))
    await until(core, (board) => board.activity.some(({ kind }) => kind === 'buried'))
    const [answer] = await home.answers()
    expect(answer?.message).toContain('There is no channel profile "nobody"')
  })
})

describe('a file in incoming', () => {
  test('that is no message is rejected untouched with its reason, and delays nothing', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await core.supervisor.start()
    await home.put('broken.json', '{"channel": ')
    await home.put('shapeless.json', '{"channel": "slack"}')
    await home.put('fine.json', message())
    await mkdir(join(home.paths.queue, 'incoming', 'folder.json'))
    await until(core, (board) => queue(board)?.completed === 1 && queue(board)?.rejected === 3)
    const rejected = await home.files('rejected')
    const broken = rejected.find((file) => file.startsWith('broken') && file.endsWith('.json')) ?? ''
    expect(await readFile(join(home.paths.queue, 'rejected', broken), 'utf8')).toBe('{"channel": ')
    expect(await readFile(join(home.paths.queue, 'rejected', `${broken}.reason`), 'utf8')).toContain('not valid JSON')
  })

  test('that is still being written is taken once it is whole', async () => {
    await using home = await TestHome.create({ config: '' })
    const core = await home.open()
    await core.supervisor.start()
    const text = JSON.stringify(message({ message: 'slowly' }))
    const path = join(home.paths.queue, 'incoming', 'slow.json')
    await writeFile(path, text.slice(0, 20))
    await until(core, (board) => queue(board)?.pending === 1)
    await writeFile(path, text)
    await until(core, (board) => queue(board)?.completed === 1)
    expect(await home.files('rejected')).toEqual([])
  })

  test('whose name does not end with .json is left alone, and the panel says so', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await home.put('notes.txt', 'hello')
    await home.put('fine.json', message())
    await core.supervisor.start()
    const board = await until(core, (now) => queue(now)?.completed === 1 && now.lanes[0]?.trouble !== null)
    expect(board.lanes[0]?.trouble).toContain('notes.txt')
    expect(await home.files('incoming')).toEqual(['notes.txt'])
  })
})

describe('dropped files', () => {
  test('are answered for one by one, and only the good ones reach the lane', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    const verdicts = (
      await core.lanes.drop({
        lane: 'queue',
        files: [
          { name: 'good.json', text: JSON.stringify(message()) },
          { name: 'good.json', text: JSON.stringify(message()) },
          { name: 'bad.json', text: '{' },
          { name: 'notes.txt', text: JSON.stringify(message()) },
          { name: '../../escape~a9.json', text: JSON.stringify(message()) },
        ],
      })
    ).verdicts
    expect(verdicts.map((verdict) => verdict.accepted)).toEqual([true, true, false, false, true])
    expect(await home.files('incoming')).toEqual(['escape-a9.json', 'good-2.json', 'good.json'])
    await until(core, (board) => queue(board)?.pending === 3)
  })
})

describe('the supervisor', () => {
  test('on stop ends a running agent, puts its item back in line, and the next start answers it once', async () => {
    await using home = await TestHome.create({
      agent: 'if (text === "hang") setInterval(() => {}, 1000); else answer(text)',
      config: 'drain_seconds: 0\n',
    })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('one.json', message({ message: 'hang' }))
    await until(core, (board) => board.active[0]?.invocationId != null)
    await core.supervisor.stop()
    await until(core, (board) => board.supervisor.state === 'stopped')
    expect(await home.files('processing')).toEqual([])
    expect(await home.files('incoming')).toEqual([expect.stringMatching(/^one(~n\d+)?\.json$/)])
    await home.put('one.json', message({ message: 'short' }))
    await core.supervisor.start()
    await until(core, (board) => queue(board)?.completed === 1)
  })

  test('on stop lets active items finish within the drain time', async () => {
    await using home = await TestHome.create({ agent: 'setTimeout(() => answer(text), 300)' })
    const core = await home.open()
    await core.supervisor.start()
    await home.put('one.json', message())
    await until(core, (board) => board.active.length === 1)
    await core.supervisor.stop()
    const board = await until(core, (now) => now.supervisor.state === 'stopped')
    expect(queue(board)).toMatchObject({ completed: 1, pending: 0, active: 0 })
  })

  test('may be asked twice for the same, at any moment', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    const { supervisor } = core
    await supervisor.stop()
    await Promise.all([
      supervisor.start(),
      supervisor.start(),
      supervisor.restart(),
      supervisor.stop(),
      supervisor.start(),
    ])
    await supervisor.settled()
    expect(core.boardNow().supervisor.state).toBe('running')
    await Promise.all([supervisor.restart(), supervisor.restart()])
    await supervisor.settled()
    expect(core.boardNow().supervisor.state).toBe('running')
    await Promise.all([supervisor.stop(), supervisor.stop()])
    await supervisor.settled()
    expect(core.boardNow().supervisor.state).toBe('stopped')
  })
})

describe('the history', () => {
  test('answers with one search what happened to a message, also after a restart', async () => {
    await using home = await TestHome.create({ agent: 'fail("no luck")', config: 'limits: { max_attempts: 2 }\n' })
    const first = await home.open()
    await first.supervisor.start()
    await home.put('needle.json', message({ message: 'Find me under 100% of_all conditions' }))
    await until(first, (board) => queue(board)?.dead === 1)
    await home.close(first)
    const core = await home.open()
    const never = new AbortController().signal
    const {
      hits: [hit, ...more],
    } = await core.history.search({ words: '100% of_all ada', limit: 10 }, never)
    expect(more).toEqual([])
    expect(hit).toMatchObject({ lane: 'queue', status: 'dead', title: 'Find me under 100% of_all conditions' })
    expect(hit?.timeline.map((event) => event.kind)).toEqual([
      'claimed',
      'invoked',
      'failed',
      'claimed',
      'invoked',
      'buried',
    ])
    expect((await core.history.search({ words: '100%of', limit: 10 }, never)).hits).toEqual([])
  })
})

describe('an edit of the settings', () => {
  test('takes effect while the app runs, and a wrong one never does but is told until it is mended', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    const text = await readFile(home.paths.config, 'utf8')
    await writeFile(home.paths.config, text.replace('slack: {', 'slack: ['))
    const troubled = await until(core, (board) => board.attention.length > 0)
    expect(troubled.attention[0]?.sentence).toMatch(/config\.yaml, line \d+/)
    await core.supervisor.start()
    await home.put('one.json', message())
    await until(core, (board) => queue(board)?.completed === 1)
    await writeFile(
      home.paths.config,
      text.replace('slack: {', 'work: {').replace('settle_ms', 'autostart: false\nsettle_ms'),
    )
    await until(core, (board) => board.attention.length === 0)
    await home.put('two.json', message({ channelProfileId: 'work' }))
    await until(core, (board) => queue(board)?.completed === 2)
  })
})

describe('a home', () => {
  test('that another process owns is not opened, and the sentence names the process', async () => {
    await using home = await TestHome.create()
    await home.open()
    await expect(home.open()).rejects.toThrow(`in use by process ${process.pid}`)
  })

  test('whose config.yaml is wrong is not opened, and the sentence names file, line and key', async () => {
    await using home = await TestHome.create({ config: 'limits:\n  max_concurent: 3\n' })
    await expect(home.open()).rejects.toThrow(/config\.yaml, line \d+, column \d+: .*max_concurent/)
    expect(await home.files('../daemon')).not.toContain('supervisor.lock')
  })

  test('is made on first run with a commented config.yaml, one orchestrator and a profile per channel', async () => {
    await using home = await TestHome.create()
    const root = join(home.root, 'fresh')
    const core = await openCore({
      homePath: root,
      host: 'browser',
      version: '0',
      resourcesPath: join(import.meta.dirname, '../../../resources'),
      environment: { PATH: '' },
    })
    expect(core.boardNow()).toMatchObject({
      home: { firstRun: true },
      answering: { orchestrator: 'main', agent: 'default', provider: 'practice' },
    })
    expect((await core.home.samples()).length).toBeGreaterThan(1)
    const view = await core.home.settings()
    expect(view.problems).toEqual([])
    expect(view.hidden).toBe(false)
    expect(await core.home.configText()).toEqual({ text: view.text })
    expect(view.text).toContain('whatsapp: { channel: whatsapp, orchestrator_id: main }')
    await home.close(core)
  })

  test('that cannot be made is not opened, and the sentence names the folder and the way out', async () => {
    await using home = await TestHome.create()
    const homePath = join(home.paths.config, 'below-a-file')
    const opening = openCore({ homePath, host: 'browser', version: '0', resourcesPath: '' })
    await expect(opening).rejects.toMatchObject({
      message: expect.stringContaining(homePath),
      nextStep: expect.stringContaining('--home'),
    })
  })
})

test('a home whose answers nobody remembers says that what is completed is still being counted, until it is', async () => {
  await using home = await TestHome.create()
  const first = await home.open()
  await first.supervisor.start()
  await home.put('hello.json', message({ message: 'How are you?' }))
  await until(first, (board) => queue(board)?.completed === 1)
  const [answer] = await home.answers()
  await home.close(first)
  const { outgoing } = lanePaths(home.paths.queue)
  const answers = 1500
  for (let one = 0; one < answers; one++) {
    const text = JSON.stringify({ ...answer, messageId: `of-before-${one}` })
    await writeFile(join(outgoing, `slack_of-before-${one}_1.json`), text)
  }
  const core = await home.open()
  expect(core.boardNow().lanes[0]?.completedGrows).toBe(true)
  const board = await until(core, ({ lanes }) => lanes[0]?.completedGrows === undefined)
  expect(queue(board)?.completed).toBe(answers + 1)
})

test('a home in which the machine refuses a file is told with its path and the cause, and let go of', async () => {
  await using home = await TestHome.create()
  const sessions = join(home.root, 'daemon', 'sessions.db')
  await mkdir(sessions, { recursive: true })
  await expect(home.open()).rejects.toThrow(`The home ${home.root} cannot be opened: unable to open database file.`)
  await rmdir(sessions)
  await home.open()
})
