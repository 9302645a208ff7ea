import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildPrograms } from './build-programs'
import { CrashLane } from './crash-lane'
import { type Fate, sentFile } from './sent'

const fates: readonly Fate[] = ['answered', 'answered', 'retried', 'answered', 'malformed', 'buried']

it('of two processes that work on one lane folder, exactly one runs each item', { timeout: 120_000 }, async () => {
  await using programs = await buildPrograms()
  await using lane = await CrashLane.create(programs.lane)
  const owner = (name: string) =>
    lane.start({ history: join(lane.root, `${name}.db`), inFlight: 16, ends: 'quiet after input' })
  const owners = await Promise.all([owner('one'), owner('two')])
  for (const { reached } of owners) await reached('working')
  const sent = Array.from({ length: 500 }, (_, seq) =>
    sentFile('t', null, seq, fates[seq % fates.length] ?? 'answered'),
  )
  await lane.put(sent)
  for (const one of owners) one.endInput()
  expect(await Promise.all(owners.map(({ ended }) => ended))).toMatchObject([{ code: 0 }, { code: 0 }])
  expect(lane.complaintsAtRest({ histories: 2 })).toEqual([])
  const runs = lane.effects.flatMap((effect) => (effect.kind === 'begun' ? [`${effect.id} ${effect.attempt}`] : []))
  expect(runs.length).toBe(new Set(runs).size)
  const workers = new Set(lane.effects.flatMap((effect) => (effect.kind === 'begun' ? [effect.pid] : [])))
  expect(workers.size).toBe(2)
})
