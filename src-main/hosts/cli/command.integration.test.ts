import { existsSync } from 'node:fs'
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { lanePaths } from '../../core/lane/lane-paths'
import { processStartTime } from '../../core/provider/process-table'
import { type BuiltProgram, builtProgram } from '../../testing/command/built-program'
import { CommandHome } from '../../testing/command/command-home'

// Every command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let built: BuiltProgram
beforeAll(async () => {
  built = await builtProgram()
}, 120_000)
afterAll(() => built[Symbol.asyncDispose]())

const until = { timeout: 60_000, interval: 100 }

async function newHome(config = ''): Promise<CommandHome> {
  return CommandHome.create(built.path, config)
}

test('a home is started, used, asked and stopped, and nothing is left', async () => {
  await using home = await newHome()
  const started = await home.run(['start', '--detach', '--json'])
  expect(started.err).toBe('')
  expect(started.json()).toMatchObject({
    started: true,
    already: false,
    state: 'running',
    owner: { host: 'browser', detached: true },
    panel: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=/),
  })
  const { pid } = await home.owner()

  const status = await home.run(['status', '--json'])
  expect([status.exitCode, status.json()]).toEqual([
    0,
    expect.objectContaining({
      state: 'running',
      owner: expect.objectContaining({ pid, liveness: 'answers', detached: true }),
    }),
  ])

  const sent = await home.run(['send', '--conversation', 'c-1', 'Hello', 'there'])
  expect([sent.exitCode, sent.out]).toEqual([0, expect.stringMatching(/^In line as panel-\w+@/)])
  expect((await home.run(['send', '--json'], 'and over stdin\n')).json()).toMatchObject({ sent: true, by: 'owner' })
  await expect.poll(() => home.counts(), until).toMatchObject({ completed: 2, active: 0, pending: 0 })

  const found = await home.run(['history', 'hello', 'there'])
  expect(found.out).toMatch(/claimed[\s\S]*invoked[\s\S]*completed {2}Answered in panel_/)
  expect((await home.run(['history', 'nobody-said-this'])).exitCode).toBe(1)
  expect((await home.run(['invocation', 'list', '--json'])).json()).toMatchObject({
    invocations: [{ status: 'succeeded' }, { status: 'succeeded' }],
  })
  expect((await home.run(['invocation', 'tail', 'latest'])).out).toBe('You said: and over stdin')
  expect((await home.run(['invocation', 'show', 'latest', '--json'])).json()).toMatchObject({
    invocation: { status: 'succeeded', exitCode: 0 },
  })
  expect((await home.run(['open', '--print'])).out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+\n$/)

  const stopped = await home.run(['stop', '--json'])
  expect([stopped.exitCode, stopped.json()]).toEqual([
    0,
    expect.objectContaining({
      stopped: true,
      state: 'stopped',
      already: false,
      endedOwner: pid,
      receipt: expect.objectContaining({ active: 0, leftProcesses: [] }),
    }),
  ])
  expect(await processStartTime(pid)).toBeNull()
  const after = await home.run(['status', '--json'])
  expect([after.exitCode, after.json()]).toEqual([3, expect.objectContaining({ state: 'stopped', owner: null })])
  expect((await home.run(['stop', '--json'])).json()).toMatchObject({ stopped: true, already: true })
})

test('of many starts at once one process remains, and all succeed', async () => {
  await using home = await newHome()
  const starts = await Promise.all(Array.from({ length: 4 }, () => home.run(['start', '--detach', '--json'])))
  expect(starts.map(({ exitCode, out }) => [exitCode, JSON.parse(out).state])).toEqual(starts.map(() => [0, 'running']))
  const pids = new Set(starts.map(({ out }) => JSON.parse(out).owner.pid))
  expect([...pids]).toEqual([(await home.owner()).pid])
  // The others gave up by themselves: what they said of it is in the log of detached starts.
  const stops = await Promise.all([home.run(['stop']), home.run(['stop', '--now']), home.run(['stop', '--json'])])
  expect(stops.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
  expect((await home.run(['status'])).exitCode).toBe(3)
})

test('a restart keeps the process, and of a stopped supervisor is a start', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  const { instance } = await home.owner()
  const restarted = await home.run(['restart', '--json'])
  expect([restarted.exitCode, restarted.json()]).toEqual([
    0,
    expect.objectContaining({ restarted: true, state: 'running', receipt: expect.objectContaining({ active: 0 }) }),
  ])
  expect((await home.owner()).instance).toBe(instance)
  expect((await home.run(['stop'])).exitCode).toBe(0)
})

describe('without an owner', () => {
  test('items are put in line and looked at, and what needs an owner says so', async () => {
    await using home = await newHome()
    const sent = await home.run(['send', 'Later', '--json'])
    expect(sent.json()).toMatchObject({ sent: true, by: 'command', lane: 'queue' })
    await writeFile(join(home.root, 'good.json'), JSON.stringify(message('m-1')))
    await writeFile(join(home.root, 'bad.json'), '{ "channel": "panel"')
    const pushed = await home.run([
      'queue',
      'push',
      '--json',
      join(home.root, 'good.json'),
      join(home.root, 'bad.json'),
      'x.json',
    ])
    expect([pushed.exitCode, pushed.json()]).toEqual([
      1,
      {
        lane: 'queue',
        pushed: 1,
        refused: 2,
        verdicts: [
          { accepted: true, name: 'good.json', id: expect.stringMatching(/^good@/) },
          { accepted: false, name: 'bad.json', reason: expect.stringContaining('not valid JSON') },
          { accepted: false, name: 'x.json', reason: expect.stringContaining('cannot be read') },
        ],
      },
    ])
    expect(await home.counts()).toMatchObject({ pending: 2, active: 0 })
    expect((await home.run(['queue', 'items', '--json'])).json()).toMatchObject({
      total: 2,
      rows: [{ summary: { text: 'Later' } }, { file: 'good.json', summary: { messageId: 'm-1' } }],
    })
    for (const asked of ['good', 'good.json', 'm-1']) {
      expect((await home.run(['queue', 'show', asked, '--json'])).json()).toMatchObject({
        row: { file: 'good.json', column: 'pending' },
      })
    }
    expect((await home.run(['queue', 'show', 'nothing'])).exitCode).toBe(1)
    expect((await home.run(['doctor', '--json'])).json()).toMatchObject({ healthy: true })
    for (const argv of [['restart'], ['open'], ['queue', 'retry', 'good'], ['queue', 'requeue', '--all']]) {
      const { exitCode, err } = await home.run(argv)
      expect([exitCode, err]).toEqual([
        3,
        'Lanekeeper is not running for this home.\nStart it with lanekeeper start --detach.\n',
      ])
    }
    expect(existsSync(home.paths.lock)).toBe(false)
  })

  test('what was put in line is answered by the next start', async () => {
    await using home = await newHome()
    await home.run(['send', 'Later'])
    await home.run(['start', '--detach'])
    await expect.poll(() => home.counts(), until).toMatchObject({ completed: 1 })
    await home.run(['stop'])
    expect((await home.run(['queue', 'items', '--column', 'completed', '--json'])).json()).toMatchObject({ total: 1 })
    expect((await home.run(['queue', 'items'])).out).toBe(
      'No item of queue is pending. Elsewhere in it: 1 completed; see them with --column completed.\n',
    )
    expect((await home.run(['queue', 'items', '--search', 'nobody', '--json'])).json()).toMatchObject({
      total: 0,
      elsewhere: {},
    })
    await home.run(['start', '--detach'])
    for (const action of ['retry', 'requeue', 'discard', 'restore', 'release']) {
      const { exitCode, out } = await home.run(['queue', action, 'panel-'])
      expect([exitCode, out]).toEqual([1, expect.stringContaining('refused: It is completed; use edit and resend.')])
    }
    await home.run(['stop'])
    expect((await home.run(['queue', 'show', 'panel-', '--json'])).json()).toMatchObject({
      row: { column: 'completed' },
      payload: { text: expect.stringContaining('Later') },
      result: { text: expect.stringContaining('You said: Later') },
    })
  })
})

test('an owner that does not answer is told from one that does, and is left alone', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  const { pid } = await home.owner()
  process.kill(pid, 'SIGSTOP')
  try {
    // Each gives the owner its time to answer; none has to wait for another's.
    const refused = [['stop'], ['stop', '--now'], ['start', '--detach'], ['restart'], ['open']]
    const [status, listed, sent, ...ended] = await Promise.all([
      home.run(['status', '--json']),
      home.run(['queue', 'list']),
      home.run(['send', 'Anyway', '--json']),
      ...refused.map((argv) => home.run(argv)),
    ])
    expect([status.exitCode, status.json()]).toEqual([
      4,
      expect.objectContaining({ state: 'foreign', owner: expect.objectContaining({ pid, liveness: 'mute' }) }),
    ])
    expect(ended).toHaveLength(refused.length)
    for (const { exitCode, err } of ended) {
      expect([exitCode, err]).toEqual([
        4,
        expect.stringContaining(`process ${pid} (browser host), which does not answer.`),
      ])
    }
    expect([listed.exitCode, listed.err]).toEqual([0, expect.stringContaining('Shown is what is on the disk.')])
    expect([sent.exitCode, sent.json()]).toEqual([0, expect.objectContaining({ by: 'command' })])
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect.poll(async () => (await home.run(['status'])).exitCode, until).toBe(0)
  await expect.poll(() => home.counts(), until).toMatchObject({ completed: 1 })
  expect((await home.run(['stop'])).exitCode).toBe(0)
})

describe('a stop while an item is active', () => {
  async function holding(): Promise<CommandHome> {
    const home = await newHome('drain_seconds: 600\n')
    await home.run(['start', '--detach'])
    await home.run(['send', 'please hold'])
    await expect.poll(() => home.counts(), until).toMatchObject({ active: 1 })
    return home
  }

  test('waits for it, and goes on in the owner when nobody waits any more', async () => {
    await using home = await holding()
    const stop = home.begin(['stop'])
    await stop.said('waiting for 1 active item', 'err')
    stop.child.kill('SIGINT')
    const left = await stop.ended
    expect([left.exitCode, left.err]).toEqual([
      130,
      expect.stringContaining('the stop goes on in the owner of the home'),
    ])
    expect((await home.run(['status', '--json'])).json()).toMatchObject({
      state: 'stopping',
      draining: { active: 1, items: [{ title: 'please hold' }] },
    })
    const again = home.begin(['stop', '--json'])
    await home.openGate()
    expect((await again.ended).json()).toMatchObject({
      stopped: true,
      receipt: { active: 1, items: [{ outcome: 'finished' }], leftProcesses: [] },
    })
    expect(await home.counts()).toMatchObject({ completed: 1, active: 0 })
  })

  test('does not wait with --now: the item goes back in line', async () => {
    await using home = await holding()
    expect((await home.run(['invocation', 'list', '--json'])).json()).toMatchObject({
      invocations: [{ status: 'running' }],
    })
    const stopped = await home.run(['stop', '--now', '--json'])
    expect([stopped.exitCode, stopped.json()]).toEqual([
      0,
      expect.objectContaining({
        receipt: expect.objectContaining({
          active: 1,
          items: [expect.objectContaining({ outcome: 'back_in_line' })],
          leftProcesses: [],
        }),
      }),
    ])
    expect(await home.counts()).toMatchObject({ pending: 1, active: 0 })
  })
})

test('the log of an invocation and of the home are followed until somebody has seen enough', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  const logs = home.begin(['logs', '-f', '--scope', 'lane', '--json'])
  await home.run(['send', 'please hold'])
  await logs.said('"kind\\":\\"invoked')
  const tail = home.begin(['invocation', 'tail', '-f', 'latest'])
  await tail.said('holding', 'err')
  await home.openGate()
  const tailed = await tail.ended
  expect([tailed.exitCode, tailed.out]).toEqual([0, 'You said: please hold'])
  await logs.said('"kind\\":\\"completed')
  logs.child.kill('SIGINT')
  const { exitCode, out } = await logs.ended
  expect(exitCode).toBe(0)
  for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ scope: 'lane' })
  await home.run(['stop'])
})

test('items are repaired from the command line', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  await home.run(['send', 'please fail'])
  await expect.poll(() => home.counts(), until).toMatchObject({ dead: 1 })
  expect((await home.run(['queue', 'items', '--column', 'dead'])).out).toContain('it failed as asked')
  expect((await home.run(['queue', 'items', '--json'])).json()).toMatchObject({ total: 0, elsewhere: { dead: 1 } })
  const reason = 'It is dead; use requeue.'
  const wrong = await home.run(['queue', 'retry', 'panel-', '--json'])
  expect([wrong.exitCode, wrong.json()]).toEqual([
    1,
    expect.objectContaining({ done: 0, refused: 1, verdicts: [expect.objectContaining({ done: false, reason })] }),
  ])
  const discarded = await home.run(['queue', 'discard', 'panel-'])
  expect([discarded.exitCode, discarded.out]).toEqual([0, expect.stringContaining(': discarded, now in the trash\n')])
  expect((await home.run(['queue', 'restore', '--all'])).out).toContain('restored, now dead')
  await home.run(['stop'])
  await home.run(['start', '--detach'])
  expect((await home.run(['queue', 'requeue', '--all', '--json'])).json()).toMatchObject({ done: 1, refused: 0 })
  await expect.poll(() => home.counts(), until).toMatchObject({ dead: 1, pending: 0, active: 0 })
  await home.run(['stop'])
})

test('what interruptions buried is put back in line by one command, and nothing else that is dead', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  await home.run(['send', 'please fail'])
  await expect.poll(() => home.counts(), until).toMatchObject({ dead: 1 })
  await home.run(['stop'])
  const { dead } = lanePaths(home.paths.queue)
  for (const name of ['one~i3~cabc1.json', 'two~i3~cabc2.json']) {
    const stem = name.slice(0, 3)
    const said = { channel: 'panel', sender: 'Ada', message: stem, timestamp: 1, messageId: stem }
    await writeFile(join(dead, name), JSON.stringify(said))
    const reason = { at: 1, sentence: 'It was interrupted 3 times.', nextStep: null, interrupted: 3 }
    await writeFile(join(dead, `${name}.reason`), JSON.stringify(reason))
  }
  await home.run(['start', '--detach'])
  await expect.poll(() => home.counts(), until).toMatchObject({ dead: 3 })
  expect((await home.run(['queue', 'requeue', '--interrupted', 'one'])).exitCode).toBe(2)
  const requeued = await home.run(['queue', 'requeue', '--interrupted', '--json'])
  expect([requeued.exitCode, requeued.json()]).toEqual([0, expect.objectContaining({ done: 2, refused: 0 })])
  await expect.poll(() => home.counts(), until).toMatchObject({ completed: 2, dead: 1, pending: 0, active: 0 })
  expect((await home.run(['queue', 'requeue', '--interrupted'])).out).toContain('There is nothing to requeue.')
  await home.run(['stop'])
})

test('a start in the foreground serves the home until it is told to end', async () => {
  await using home = await newHome()
  const host = home.begin(['start', '--json', '--port', '0'])
  await host.said('"panel"')
  const { pid, detached } = await home.owner()
  expect([pid, detached]).toEqual([host.child.pid, false])
  expect((await home.run(['start', '--detach', '--json'])).json()).toMatchObject({ already: true, owner: { pid } })
  // The process belongs to whoever started it: a stop leaves it.
  expect((await home.run(['stop', '--json'])).json()).toMatchObject({ stopped: true, already: false, endedOwner: null })
  expect((await home.run(['status'])).exitCode).toBe(3)
  expect((await home.run(['restart'])).exitCode).toBe(0)
  host.child.kill('SIGTERM')
  const ended = await host.ended
  expect([ended.exitCode, ended.json()]).toEqual([0, expect.objectContaining({ started: true, already: false })])
})

test('of two starts in the foreground the later one speaks with the first', async () => {
  await using home = await newHome()
  const hosts = [home.begin(['start', '--json', '--port', '0']), home.begin(['start', '--json', '--port', '0'])]
  await Promise.all(hosts.map((host) => host.said('"panel"')))
  const { pid } = await home.owner()
  const later = hosts.find((host) => host.child.pid !== pid)
  expect(await later?.ended).toMatchObject({ exitCode: 0 })
  process.kill(pid, 'SIGINT')
  expect(await hosts.find((host) => host.child.pid === pid)?.ended).toMatchObject({ exitCode: 0 })
})

test('a home whose owner was killed is stale, and is started as any other', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  const { pid } = await home.owner()
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => processStartTime(pid), until).toBeNull()
  const status = await home.run(['status', '--json'])
  expect([status.exitCode, status.json()]).toEqual([3, expect.objectContaining({ state: 'stale', owner: null })])
  expect((await home.run(['stop'])).exitCode).toBe(0)
  const doctor = await home.run(['doctor', '--json'])
  expect(doctor.json()).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ id: 'lock', verdict: 'notice' })]),
  })
  expect((await home.run(['start', '--detach'])).exitCode).toBe(0)
  expect((await home.run(['stop'])).exitCode).toBe(0)
})

describe('bad input', () => {
  test('settings that cannot be used keep a start from succeeding, and nothing else', async () => {
    await using home = await newHome('limits: { max_concurrent: many }\n')
    const sentence = 'config.yaml, line '
    const checked = await home.run(['config', 'check', '--json'])
    expect([checked.exitCode, checked.json()]).toEqual([
      1,
      expect.objectContaining({ ok: false, problems: [expect.objectContaining({ line: expect.any(Number) })] }),
    ])
    for (const argv of [
      ['start', '--detach'],
      ['start', '--port', '0'],
    ]) {
      const started = await home.run(argv)
      expect([started.exitCode, started.err]).toEqual([1, expect.stringContaining(sentence)])
      expect(started.err).toContain('Mend the file and start again')
    }
    expect((await home.run(['start', '--detach', '--json'])).json()).toMatchObject({
      error: { code: 'not_started', sentence: expect.stringContaining(sentence) },
    })
    expect((await home.run(['send', 'Anyway'])).exitCode).toBe(0)
    expect((await home.run(['status'])).exitCode).toBe(3)
    expect((await home.run(['doctor'])).exitCode).toBe(1)
  })

  test('a port in use is told', async () => {
    await using home = await newHome()
    await home.run(['start', '--detach'])
    const { panel } = JSON.parse((await home.run(['start', '--detach', '--json'])).out)
    await using other = await newHome()
    const started = await other.run(['start', '--detach', '--port', new URL(panel).port])
    expect([started.exitCode, started.err]).toEqual([
      1,
      expect.stringMatching(/^Port \d+ is in use by another program\.\n/),
    ])
    await home.run(['stop'])
  })

  test.skipIf(process.getuid?.() === 0)('a home that cannot be made is told', async () => {
    await using home = await newHome()
    const locked = join(home.root, 'locked')
    await mkdir(locked)
    await chmod(locked, 0o500)
    const { exitCode, err } = await home.run(['start', '--detach', '--home', join(locked, 'home')])
    expect([exitCode, err]).toEqual([1, expect.stringContaining('EACCES')])
  })
})

test('the file that a detached process speaks into is for its owner alone', async () => {
  await using home = await newHome()
  await home.run(['start', '--detach'])
  expect((await stat(join(home.paths.logs, 'detached.log'))).mode & 0o077).toBe(0)
  await home.run(['stop'])
  await rm(join(home.root, 'gate'), { force: true })
})

function message(messageId: string): object {
  return { channel: 'panel', sender: 'Ada', message: `message ${messageId}`, timestamp: 1, messageId }
}
