// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

/** Runbooks as they are written for Odd Jobs. */
const jobs = (concurrency: number): string => `
[queue.jobs]
type = "persisted"
vars = ["cmd"]

[worker.runner]
source = { queue = "jobs" }
handler = { pipeline = "process" }
concurrency = ${concurrency}

[pipeline.process]
vars = ["cmd"]

[[pipeline.process.step]]
name = "work"
run = "\${var.item.cmd}"

[[pipeline.process.step]]
name = "done"
run = "echo done"
`
const agentJobs = (scenario: string): string => `
[queue.jobs]
type = "persisted"
vars = ["cmd"]

[worker.runner]
source = { queue = "jobs" }
handler = { pipeline = "process" }
concurrency = 1

[pipeline.process]
vars = ["cmd"]

[[pipeline.process.step]]
name = "work"
run = { agent = "worker" }

[agent.worker]
run = "claudeless --scenario ${scenario} -p"
prompt = "This will fail."
on_dead = { action = "recover", attempts = 2 }
`

const push = (lane: TestQueue, cmd: string) => lane.push({ cmd })

test('a pipeline that is canceled takes its item out of active', async () => {
  await using lane = await TestQueue.open(jobs(1))
  await push(lane, 'sleep 30')
  await lane.lane({ active: 1 })
  const [run] = await lane.runsAre(([newest]) => newest?.phase === 'running')
  await lane.core.runs.cancel({ id: run?.id ?? '', reason: 'enough' })
  await lane.lane({ active: 0, dead: 1 })
})

test('a pipeline that fails leaves its item dead, and one that is done completed with its slot free', async () => {
  await using lane = await TestQueue.open(jobs(1))
  await push(lane, 'exit 1')
  await lane.lane({ dead: 1, active: 0 })
  await push(lane, 'echo hello')
  await lane.lane({ completed: 1, active: 0 })
  await push(lane, 'echo second')
  await lane.lane({ completed: 2, dead: 1, active: 0 })
})

test('one that fails leaves the others alone', async () => {
  await using lane = await TestQueue.open(jobs(3))
  for (const cmd of ['exit 1', 'echo ok', 'echo ok']) await push(lane, cmd)
  await lane.lane({ completed: 2, dead: 1, active: 0, pending: 0 })
})

test('an agent whose attempts are spent waits for a person, and its item stays active', async () => {
  await using lane = await TestQueue.prepared('')
  const { root } = lane.home
  const programs = join(root, 'programs')
  await mkdir(programs)
  const says = `echo "$*" >> '${root}/called'\ncat > /dev/null\necho 'I cannot complete this task.' >&2\nexit 1\n`
  await writeFile(join(programs, 'claudeless'), `#!/bin/sh\n${says}`, { mode: 0o755 })
  await lane.home.runbook('jobs.toml', agentJobs(join(root, 'fail.toml')))
  await lane.open({ environment: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` } })
  await push(lane, 'noop')
  await lane.lane({ active: 1, waiting: 1 })
  const called = await lane.lines('called')
  expect(called).toHaveLength(3)
  expect(called[0]).toMatch(/^-p .*--scenario \S+\/fail\.toml/)
  expect(await lane.runs()).toMatchObject([{ phase: 'waiting' }])
  expect(await lane.decision()).toMatchObject({ question: expect.stringContaining('work') })
  // Its own name, not that of the program whose language it speaks.
  expect(JSON.stringify(await lane.decision())).toContain('claudeless ended with exit code 1')
})
