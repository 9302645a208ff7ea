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
