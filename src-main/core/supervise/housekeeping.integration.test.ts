import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attemptFolder, commandProvider, fixture } from '../../testing/agents/attempt'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { aborted } from '../../testing/owners/test-supervisor'
import type { WorkerLife } from '../ground/worker'
import { runInvocation } from '../provider/run-invocation'
import { removeOldInvocations } from '../record/retention'
import { rotateLog } from '../record/rotate'
import { housekeeping, seldom } from './housekeeping'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-housekeeping-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const never = new AbortController().signal
const dayMs = 86_400_000

const lifeOf = (stop: AbortSignal): WorkerLife => {
  const quiet = (): void => {}
  return { stop, drained: never, leave: never, ready: quiet, beat: quiet, failing: quiet }
}

describe('a log', () => {
  it('that has grown too large is rotated, and only so many old ones are kept', async () => {
    const path = join(folder, 'x.jsonl')
    for (const generation of ['one', 'two', 'three', 'four']) {
      await appendFile(path, generation.padEnd(100, '.'))
      expect(await rotateLog(path, 100, 2)).toBe(true)
      await appendFile(path, '')
    }
    expect((await readdir(folder)).sort()).toEqual(['x.jsonl', 'x.jsonl.1', 'x.jsonl.2'])
    expect(await readFile(path, 'utf8')).toBe('')
    expect(await readFile(`${path}.1`, 'utf8')).toMatch(/^four/)
    expect(await readFile(`${path}.2`, 'utf8')).toMatch(/^three/)
  })

  it('that cannot be copied loses none of its old ones', async () => {
    const path = join(folder, 'x.jsonl')
    for (const [file, text] of [
      [path, 'new'],
      [`${path}.1`, 'old'],
      [`${path}.2`, 'older'],
    ] as const) {
      await writeFile(file, text)
    }
    await mkdir(`${path}.0`)
    for (let round = 0; round < 3; round++) await expect(rotateLog(path, 1, 2)).rejects.toThrow('EISDIR')
    expect(await readFile(`${path}.1`, 'utf8')).toBe('old')
    expect(await readFile(`${path}.2`, 'utf8')).toBe('older')
    await rm(`${path}.0`, { recursive: true })
    expect(await rotateLog(path, 1, 2)).toBe(true)
    expect((await readdir(folder)).sort()).toEqual(['x.jsonl', 'x.jsonl.1', 'x.jsonl.2'])
  })

  it('that is small enough, or not there, is left alone', async () => {
    const path = join(folder, 'x.jsonl')
    expect(await rotateLog(path, 100, 2)).toBe(false)
    await writeFile(path, 'small')
    expect(await rotateLog(path, 100, 2)).toBe(false)
    expect(await readdir(folder)).toEqual(['x.jsonl'])
  })
})

describe('old invocations', () => {
  it('go with their day, except one that still runs', async () => {
    await using attempt = await attemptFolder()
    const stop = new AbortController()
    const begun = Promise.withResolvers<void>()
    const request = attempt.request(commandProvider([process.execPath, fixture('sleep')]))
    const running = runInvocation(request, { signal: stop.signal, onOutput: () => begun.resolve() })
    await begun.promise
    const done = attempt.request(commandProvider([process.execPath, fixture('echo')]))
    await runInvocation(done, { signal: never })
    const invocations = join(attempt.path, 'invocations')
    const today = (await readdir(invocations)).find((name) => name !== 'running') ?? ''
    await mkdir(join(invocations, '2020-01-01', 'old'), { recursive: true })
    await mkdir(join(invocations, 'notes'), { recursive: true })
    const later = Date.parse(today) + 40 * dayMs
    expect(await removeOldInvocations(invocations, 30, later, never)).toBe(2)
    expect(await readdir(join(invocations, today))).toEqual([request.id])
    expect((await readdir(invocations)).sort()).toEqual([today, 'notes', 'running'].sort())
    stop.abort()
    await running
    expect(await removeOldInvocations(invocations, 30, later, never)).toBe(1)
    expect((await readdir(invocations)).sort()).toEqual(['notes', 'running'])
  })

  it('stay while they are young enough, and when the removal is told to end', async () => {
    for (const day of ['2025-11-01', '2025-11-20']) await mkdir(join(folder, day, 'one'), { recursive: true })
    const now = Date.parse('2025-11-25')
    expect(await removeOldInvocations(folder, 30, now, AbortSignal.abort())).toBe(0)
    expect(await removeOldInvocations(folder, 30, now, never)).toBe(0)
    expect(await removeOldInvocations(folder, 10, now, never)).toBe(1)
    expect(await readdir(folder)).toEqual(['2025-11-20'])
  })
})

describe('the housekeeping', () => {
  it('goes on round after round although a chore fails each time, and says what is wrong until it is over', async () => {
    const stop = new AbortController()
    const said: string[] = []
    let round = 0
    const chores = ['a', 'b', 'c'].map((name) => ({
      name,
      run: async () => {
        if (name === 'a') round++
        if (name !== 'c' && round <= 8) throw new Error(`no ${name}`)
      },
    }))
    const told = (words: string): void => {
      said.push(words)
      if (words === 'ready' && said.length > 1) stop.abort()
    }
    const life = lifeOf(stop.signal)
    await housekeeping(chores, 0).run({
      ...life,
      ready: () => told('ready'),
      failing: (error) => told(error instanceof Error ? error.message : ''),
    })
    expect(said).toEqual(['ready', ...Array(8).fill('a failed: no a. b failed: no b.'), 'ready'])
  })

  it('told to stop begins no other chore, and tells the one under way', async () => {
    const stop = new AbortController()
    const done: string[] = []
    const chores = [
      {
        name: 'long',
        run: async (signal: AbortSignal) => {
          queueMicrotask(() => stop.abort())
          await aborted(signal)
          done.push('long')
        },
      },
      { name: 'next', run: async () => void done.push('next') },
    ]
    await housekeeping(chores, 1000).run(lifeOf(stop.signal))
    expect(done).toEqual(['long'])
  })

  it('does a chore that is due seldom no sooner than that after it was done', async () => {
    let now = 0
    const done: number[] = []
    const chore = seldom(
      {
        name: 'rare',
        run: async () => {
          if (now === 0) throw new Error('not yet')
          done.push(now)
        },
      },
      100,
      () => now,
    )
    await expect(chore.run(never)).rejects.toThrow('not yet')
    for (now of [1, 50, 100, 101, 102, 300]) await chore.run(never)
    expect(done).toEqual([1, 101, 300])
  })

  it('of a home rotates its log and removes its old invocations, and the home goes on', async () => {
    await using home = await TestHome.create({ config: 'retention: { log_bytes: 10000, log_files: 1 }\n' })
    await mkdir(join(home.paths.invocations, '2020-01-01', 'old'), { recursive: true })
    await mkdir(home.paths.logs, { recursive: true })
    await writeFile(home.paths.log, `${'x'.repeat(20_000)}\n`)
    const core = await home.open()
    await core.supervisor.start()
    await until(
      core,
      (board) => board.supervisor.workers.find(({ name }) => name === 'housekeeping')?.lastBeatAt != null,
    )
    await home.put('one.json', message())
    await until(core, (board) => board.lanes[0]?.counts.completed === 1)
    await expect.poll(() => readdir(home.paths.invocations)).not.toContain('2020-01-01')
    expect((await readdir(home.paths.logs)).sort()).toEqual(['lanekeeper.jsonl', 'lanekeeper.jsonl.1'])
    expect((await readFile(`${home.paths.log}.1`, 'utf8')).length).toBeGreaterThan(20_000)
    expect((await readFile(home.paths.log, 'utf8')).length).toBeLessThan(10_000)
  })
})
