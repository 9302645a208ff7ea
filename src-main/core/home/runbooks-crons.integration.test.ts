import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

const runbook = (cron: string): string => `
[cron.tick]
${cron}
run = { job = "note" }

[job.note]
step = [{ name = "go", run = 'echo "\${var.due}" >> ../../../begun' }]
`

test('a cron runs its job whenever its interval is over, each time with when it was due', async () => {
  await using lane = await TestQueue.open(runbook('interval = "1s"'))
  await lane.home.untilLines('begun', 2)
  await lane.stop()
  const [first = '', second = ''] = await lane.lines('begun')
  expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(1000)
  expect((Date.parse(second) - Date.parse(first)) % 1000).toBe(0)
  expect((await lane.runs())[0]).toMatchObject({ phase: 'succeeded' })
})

test('what nobody was there for is told and made up for by one run, across restarts', async () => {
  await using lane = await TestQueue.prepared(runbook('schedule = "*/10 * * * *"\ntimezone = "UTC"'))
  const folder = join(lane.home.paths.lanes, 'cron-tick')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'cron.json'), JSON.stringify({ firedAt: Date.now() - 6 * 3_600_000 }))
  await lane.open()
  await lane.lane({ completed: 1 }, 'cron-tick')
  const [due = ''] = await lane.lines('begun')
  expect(Date.parse(due) % 600_000).toBe(0)
  expect((await lane.lines('logs/lanekeeper.jsonl')).join('\n')).toMatch(/earlier ones were missed; this one makes up/)
  const kept = await readFile(join(folder, 'cron.json'), 'utf8')
  expect(JSON.parse(kept)).toEqual({ firedAt: Date.parse(due) })
  await lane.reopen()
  await lane.lane({ completed: 1, pending: 0, active: 0 }, 'cron-tick')
  expect(await lane.lines('begun')).toHaveLength(1)
})
