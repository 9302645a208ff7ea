import { expect, test } from 'vitest'
import { type CronQueue, crons } from './crons'

const over = { drained: AbortSignal.abort(), leave: AbortSignal.abort() }

/** Crons whose clock goes on by what they rest, for some rests. */
async function lived(
  rests: number,
  change: { last?: number | null; open?: (name: string) => number; jump?: readonly number[] } = {},
): Promise<{ pushed: number[]; told: string[]; last: number | null; rested: number[] }> {
  let now = 1_000_000
  let last = change.last ?? null
  const pushed: number[] = []
  const told: string[] = []
  const rested: number[] = []
  const stop = new AbortController()
  const queue: CronQueue = { name: 'cron-a', schedule: { kind: 'interval', everyMs: 60_000 }, concurrency: 1 }
  await crons({
    queues: () => [queue],
    lastFire: async () => last,
    noteFire: async (_name, at) => {
      last = at
    },
    open: change.open ?? (() => 0),
    push: async (_name, at) => {
      pushed.push(at)
    },
    told: (sentence) => told.push(sentence),
    now: () => now,
    pause: async (ms) => {
      now += change.jump?.[rested.length] ?? ms
      rested.push(ms)
      if (rested.length === rests) stop.abort()
    },
  }).run({ ...over, stop: stop.signal, ready: () => {}, beat: () => {}, failing: () => {} })
  return { pushed, told, last, rested }
}

test('a new cron fires for the first time when its interval is over, and then at each', async () => {
  expect((await lived(6)).pushed).toEqual([1_060_000, 1_120_000])
})

test('what was missed is told and made up for by one fire', async () => {
  const { pushed, told, last } = await lived(1, { last: 1_000_000 - 600_000 })
  expect(pushed).toEqual([1_000_000])
  expect(told).toEqual(['The cron "cron-a" fires. 9 earlier ones were missed; this one makes up for them.'])
  expect(last).toBe(1_000_000)
})

test('a machine that slept is noticed, and the clock on the wall counts', async () => {
  const { pushed, told } = await lived(3, { jump: [30_000, 7_200_000, 30_000] })
  expect(pushed).toEqual([8_200_000])
  expect(told[0]).toContain('119 earlier ones were missed')
})

test('while one is at work another passes', async () => {
  const { pushed, told } = await lived(3, { open: () => 1 })
  expect(pushed).toEqual([])
  expect(told).toEqual(['The cron "cron-a" was due and is at work still, so this one passes.'])
})

test('a clock that was set back is counted from', async () => {
  const { pushed, last } = await lived(1, { last: 9_000_000 })
  expect({ pushed, last }).toEqual({ pushed: [], last: 1_000_000 })
})

test('a cron that cannot put its item in line keeps no other from it, stays due, and never gives two items for one fire', async () => {
  const noted = new Map([
    ['bad', 940_000],
    ['good', 940_000],
  ])
  const steps: string[] = []
  const failings: string[] = []
  const stop = new AbortController()
  let rounds = 0
  await crons({
    queues: () =>
      ['bad', 'good'].map((name) => ({ name, schedule: { kind: 'interval', everyMs: 60_000 }, concurrency: 1 })),
    lastFire: async (name) => noted.get(name) ?? null,
    noteFire: async (name, at) => {
      noted.set(name, at)
      steps.push(`note ${name} ${at}`)
    },
    open: () => 0,
    push: async (name) => {
      steps.push(`push ${name}`)
      if (name === 'bad' && rounds === 0) throw new Error('the disk is full')
    },
    told: () => {},
    now: () => 1_000_000,
    pause: async () => {
      if (++rounds === 2) stop.abort()
    },
  }).run({
    ...over,
    stop: stop.signal,
    ready: () => failings.push('ready'),
    beat: () => {},
    failing: (error) => failings.push(String(error)),
  })
  expect(steps).toEqual([
    ...['note bad 1000000', 'push bad', 'note bad 940000', 'note good 1000000', 'push good'],
    ...['note bad 1000000', 'push bad'],
  ])
  expect(failings).toEqual(['AggregateError: The cron "bad" could not fire: the disk is full.', 'ready'])
})
