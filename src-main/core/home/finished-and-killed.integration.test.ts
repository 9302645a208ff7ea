import { existsSync, readFileSync } from 'node:fs'
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Invocation } from '#shared/invocation'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { lane } from '../../testing/homes/test-workflows'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import type { Core } from './core'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  programs = suite.use(await buildPrograms([join(import.meta.dirname, '../../testing/owners/owner.ts')])).folder
})
afterAll(() => suite.disposeAsync())

/** A `claude` that tells of its starts, says its result under the session it was given, and leaves when the home's file `leave` is there. */
const agent = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
const args = process.argv.slice(2)
if (args[0] === '--version') { process.stdout.write('2.1.0\\n'); process.exit(0) }
const home = import.meta.dirname
const prompt = readFileSync(0, 'utf8')
const after = (option) => args[args.indexOf(option) + 1]
const session_id = args.includes('--resume') ? after('--resume') : after('--session-id')
appendFileSync(home + '/begun', (args.includes('--resume') ? 'resumed' : 'fresh') + '\\n')
while (existsSync(home + '/hold')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
const result = existsSync(home + '/says') ? readFileSync(home + '/says', 'utf8') : 'It is done.'
const usage = { input_tokens: 5, output_tokens: 5 }
const line = { type: 'result', subtype: 'success', is_error: false, num_turns: 3, result, session_id, total_cost_usd: 0.5, usage }
process.stdout.write(JSON.stringify(line) + '\\n')
const look = () => { if (existsSync(home + '/leave')) process.exit(0) }
look()
setInterval(look, 50)
`

async function homeWith(more: { orchestrator?: string; runbooks?: Record<string, string> } = {}): Promise<TestHome> {
  const home = await TestHome.create({
    orchestrator: `${more.orchestrator ?? ''}`,
    ...(more.runbooks === undefined ? {} : { runbooks: more.runbooks }),
  })
  const binary = join(home.root, 'claude')
  await writeFile(join(home.root, 'claude.mjs'), agent)
  await writeFile(binary, `#!/bin/sh\nexec "${process.execPath}" "${join(home.root, 'claude.mjs')}" "$@"\n`)
  await chmod(binary, 0o755)
  await writeFile(
    home.paths.config,
    `providers:
  scripted: { kind: anthropic, binary: ${JSON.stringify(binary)} }
orchestrators: { main: {} }
channel_profiles: { slack: { channel: slack, orchestrator_id: main } }
settle_ms: 100
drain_seconds: 0
`,
  )
  return home
}

const begun = (home: TestHome): string[] => {
  const path = join(home.root, 'begun')
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
}

async function records(home: TestHome): Promise<Invocation[]> {
  const { invocations } = home.paths
  const days = (await readdir(invocations).catch(() => [])).filter((name) => /^\d{4}-/.test(name))
  const found: Invocation[] = []
  for (const day of days) {
    for (const id of (await readdir(join(invocations, day))).sort()) {
      const path = join(invocations, day, id, 'invocation.json')
      if (existsSync(path)) found.push(Invocation.parse(JSON.parse(await readFile(path, 'utf8'))))
    }
  }
  return found
}

/** Resolves once so many runs have their result in what is written down of them. */
async function resultsWritten(home: TestHome, count: number): Promise<void> {
  const whole = async (): Promise<number> => {
    const all = await records(home)
    const texts = await Promise.all(
      all.map(({ promptPath }) => readFile(join(promptPath, '../stdout.log'), 'utf8').catch(() => '')),
    )
    return texts.filter((text) => text.endsWith('}\n')).length
  }
  await expect.poll(whole, { timeout: 30_000, message: 'the result of the agent is written down' }).toBe(count)
}

async function owner(home: TestHome): Promise<OwnerProcess> {
  const process = await OwnerProcess.opened(programs, { homePath: home.root })
  await process.ask('start')
  return process
}

/** Has the home's item worked on until its agent's result is written down, and kills the owner then. */
async function killedAfterResult(home: TestHome, results = 1): Promise<void> {
  await using first = await owner(home)
  await resultsWritten(home, results)
  await first.kill()
}

async function started(home: TestHome): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  return core
}

describe.skipIf(process.platform === 'win32')('an owner that is killed when an agent has finished and not left', () => {
  test('leaves a message that is answered once, and not made again', async () => {
    await using home = await homeWith()
    await home.put('a.json', message({ channelProfileId: 'slack', conversationId: 'c' }))
    await killedAfterResult(home)
    const core = await started(home)
    await lane(core, { completed: 1, pending: 0, active: 0 })
    expect(await home.answers()).toMatchObject([{ message: 'It is done.', agent: 'default' }])
    expect(begun(home)).toEqual(['fresh'])
    const [record] = await records(home)
    expect(record).toMatchObject({ status: 'succeeded', usage: { costUsd: 0.5 } })
    expect(record?.notices).toEqual(['claude had finished when it was stopped.'])
    expect(await core.spend.summary({ by: 'lane', days: 1, limit: 10 })).toMatchObject([{ runs: 1, costUsd: 0.5 }])
    expect(
      core
        .boardNow()
        .recovery?.rows.map(({ sentence }) => sentence)
        .join(),
    ).toContain('its agent had finished; it is back in line')
    expect(await readdir(join(home.paths.invocations, 'finished'))).toEqual([])
    // The conversation goes on with the session of what was answered so.
    await writeFile(join(home.root, 'leave'), '')
    await home.put('b.json', message({ channelProfileId: 'slack', conversationId: 'c', messageId: 'm-2' }))
    await lane(core, { completed: 2 })
    expect(begun(home)).toEqual(['fresh', 'resumed'])
    expect((await records(home))[1]).toMatchObject({ sessionId: record?.sessionId })
  })

  test('leaves a message that is answered and not given up, although its agent was interrupted twice before', async () => {
    await using home = await homeWith()
    await writeFile(join(home.root, 'hold'), '')
    await home.put('a.json', message())
    for (let kills = 1; kills <= 2; kills++) {
      await using process = await owner(home)
      await expect.poll(() => begun(home).length, { timeout: 30_000, message: 'the agent has begun' }).toBe(kills)
      await process.kill()
    }
    await rm(join(home.root, 'hold'))
    await killedAfterResult(home)
    const core = await started(home)
    await lane(core, { completed: 1, dead: 0, pending: 0, active: 0 })
    expect(begun(home)).toEqual(['fresh', 'fresh', 'fresh'])
    expect(await home.answers()).toMatchObject([{ message: 'It is done.' }])
  }, 90_000)

  test('leaves a message whose words were changed since to be answered anew', async () => {
    await using home = await homeWith()
    await home.put('a.json', message({ message: 'first' }))
    await killedAfterResult(home)
    await writeFile(join(home.root, 'leave'), '')
    await writeFile(join(home.root, 'says'), 'It is done otherwise.')
    const core = await home.open()
    const [file = ''] = await home.files('processing')
    await writeFile(join(home.laneRoot('queue'), 'processing', file), JSON.stringify(message({ message: 'second' })))
    await core.supervisor.start()
    await lane(core, { completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'It is done otherwise.' }])
  })

  const block = '[workflow_result]{"status":"complete","summary":"all moved"}[/workflow_result]'
  const workflow = (more = ''): string => `workflows:
  - id: w
    steps:
      - { id: move, type: agent_task, agent: default, prompt: Move it.${more} }
`

  test('leaves a step of a workflow that is concluded and not made again', async () => {
    await using home = await homeWith({ orchestrator: workflow() })
    await writeFile(join(home.root, 'says'), `Twelve files. ${block}`)
    await home.put('a.json', message())
    await killedAfterResult(home)
    const core = await started(home)
    await lane(core, { completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'Twelve files.', agent: 'default' }])
    expect(begun(home)).toEqual(['fresh'])
    expect(await core.spend.summary({ by: 'lane', days: 1, limit: 10 })).toMatchObject([{ runs: 1, costUsd: 0.5 }])
  })

  test("leaves a runbook's agent step that is concluded and not made again", async () => {
    const runbook = `
[queue.jobs]
type = "persisted"
vars = ["what"]
[worker.jobs]
source = { queue = "jobs" }
handler = { pipeline = "move" }
[pipeline.move]
vars = ["what"]
[[pipeline.move.step]]
name = "go"
run = { agent = "mover" }
[agent.mover]
run = "claude"
prompt = "Move \${var.what}"
`
    await using home = await homeWith({ runbooks: { 'jobs.toml': runbook } })
    const path = home.paths.config
    await writeFile(path, (await readFile(path, 'utf8')).replace('scripted:', 'anthropic:'))
    await writeFile(
      join(home.paths.workspaces, 'main', 'orchestrator.yaml'),
      'id: main\nagents:\n  default: { provider: anthropic }\n',
    )
    await home.put('a.json', { what: 'boxes' }, 'jobs')
    await killedAfterResult(home)
    const core = await started(home)
    await until(core, ({ lanes }) => lanes.find(({ name }) => name === 'jobs')?.counts.completed === 1)
    expect(begun(home)).toEqual(['fresh'])
  })
})
