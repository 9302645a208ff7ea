// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { jobs, lives, steps, TestQueue } from '../../testing/homes/test-queue'
import { Refused } from '../ground/refused'

vi.setConfig({ testTimeout: 90_000 })

/** Shell steps that each write their own line to `closed` in the home's folder. */
const closers = ['finish', 'mend', 'clear']
  .map((name) => `[[pipeline.work.step]]\nname = "${name}"\nrun = 'echo "${name} $\{var.do}" >> ../../../closed'\n`)
  .join('')
const closing = 'on_done = "finish"\non_fail = "mend"\non_cancel = "clear"'

describe.each(['shell', 'agent'] as const)('a pipeline with steps for its end, of kind %s', (kind) => {
  const open = (more: object = {}): Promise<TestQueue> =>
    TestQueue.open(jobs({ pipeline: closing, steps: `${steps[kind]}${closers}`, agent: 'on_dead = "fail"', ...more }))

  test('goes through the one for a good end, a bad one or a cancel, and one whose end went well is done', async () => {
    await using lane = await open()
    await lane.push({ do: 'good' })
    await lane.lane({ completed: 1 })
    await lane.push({ do: 'bad' })
    await lane.lane({ completed: 2, active: 0 })
    const { run, pid } = await lane.hanging()
    await lane.core.runs.cancel({ id: run.id, reason: 'enough' })
    expect(lives(pid)).toBe(false)
    expect(await lane.lines('closed')).toEqual(['finish good', 'mend bad', 'finish bad', 'clear hang'])
    expect(lane.counts()).toMatchObject({ completed: 2, dead: 1, active: 0 })
    expect((await lane.runs()).map(({ phase }) => phase)).toEqual(['canceled', 'succeeded', 'succeeded'])
    expect((await lane.runs()).map(({ reason }) => reason)).toEqual(['enough', null, null])
  })

  test('goes through them again with each attempt at the item', async () => {
    await using lane = await open({
      queue: 'retry = { attempts = 1, cooldown = "10ms" }',
      steps:
        steps[kind] +
        closers.replace('"mend ${var.do}" >> ../../../closed', '"mend ${var.do}" >> ../../../closed; exit 1'),
    })
    await lane.push({ do: 'bad' })
    await lane.lane({ dead: 1, active: 0, failed: 0 })
    expect(await lane.lines('closed')).toEqual(['mend bad', 'mend bad'])
  })
})

test('a good end whose last step fails is a bad end', async () => {
  const last = `[[pipeline.work.step]]\nname = "finish"\nrun = "exit 4"\n`
  await using lane = await TestQueue.open(jobs({ pipeline: 'on_done = "finish"', steps: steps.shell + last }))
  await lane.push({ do: 'good' })
  await lane.lane({ dead: 1, active: 0 })
})

test('a step that fails goes on where it says, and the item is completed', async () => {
  const made = `${steps.shell}on_fail = "mend"
[[pipeline.work.step]]\nname = "mend"\nrun = "echo mended"\n`
  await using lane = await TestQueue.open(jobs({ steps: made }))
  await lane.push({ do: 'bad' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message.trim()).toBe('mended')
})

test.each([
  '$(touch ../../../broken)',
  '`touch ../../../broken`',
  "'; touch ../../../broken; '",
  '"; touch ../../../broken; "',
  'a\nEOF\ntouch ../../../broken\n',
  '${HOME} \\ $HOME {{inputs.group}} ${var.group}',
  '-n --help * ~ ! & | < > #',
])('the variable %j is text wherever a line has it', async (text) => {
  const line = `printf '%s|' "\${var.do}" \${var.do} '\${var.do}' "$(printf '%s' "\${var.do}")" > ../../../said
cat >> ../../../said <<EOF
\${var.do}
EOF`
  const made = `[[pipeline.work.step]]\nname = "say"\nrun = """${line.replaceAll('\\', '\\\\')}"""\n`
  await using lane = await TestQueue.open(jobs({ steps: made }))
  await lane.push({ do: text })
  await lane.lane({ active: 0, completed: 1 })
  // The shell takes ends of lines off a command's output.
  const inner = text.replace(/\n+$/, '')
  expect(await readFile(join(lane.home.root, 'said'), 'utf8')).toBe(`${text}|${text}|${text}|${inner}|${text}\n`)
  expect(await lane.lines('broken')).toEqual([])
})

test('a line that is one placeholder runs as the item gives it', async () => {
  const made = '[[pipeline.work.step]]\nname = "go"\nrun = "${var.do}"\n'
  await using lane = await TestQueue.open(jobs({ steps: made }))
  await lane.push({ do: 'echo one; echo two | tr t T' })
  await lane.lane({ completed: 1 })
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('one\nTwo')
})

describe('pushing', () => {
  const refusal = async (lane: TestQueue, text: string, queue = 'jobs'): Promise<string> => {
    const error = await lane.core.lanes.push({ lane: queue, text }).catch((thrown: unknown) => thrown)
    if (!(error instanceof Refused)) throw new Error(`it was not refused: ${String(error)}`)
    return error.message
  }

  test('checks the variables, and an item that does not fit changes nothing', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    expect(await refusal(lane, '{}')).toBe('The item does not fit the queue "jobs": "do" is missing.')
    expect(await refusal(lane, '{ "doo": "x" }')).toBe(
      'The item does not fit the queue "jobs": "doo" is no variable of it; the nearest is "do".',
    )
    expect(await refusal(lane, '{ "do": ["x"] }')).toContain('"do" must be a text, a number, true or false')
    expect(await refusal(lane, '{ "do": null }')).toContain('"do" must be a text, a number, true or false')
    expect(await refusal(lane, '["do"]')).toContain('does not hold a JSON object')
    expect(await refusal(lane, '{ "do": ')).toContain('not valid JSON')
    expect(await refusal(lane, '{ "do": "x" }', 'queue')).toBe('No runbook declares a queue "queue".')
    expect(await refusal(lane, '{ "do": "x" }', 'nothing')).toBe('There is no lane "nothing".')
    expect(await lane.home.files('incoming', 'jobs')).toEqual([])
    await lane.push({ do: 7, group: true })
    await lane.lane({ completed: 1 })
    expect((await lane.home.answers('jobs'))[0]?.message.trim()).toBe('did 7')
    expect((await lane.runs())[0]).toMatchObject({ title: expect.stringContaining('do: 7') })
  })

  test('is not needed: a file put into incoming is an item, and one that fits no queue is rejected with its reason', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    await lane.home.put('mine.json', { do: 'mine' }, 'jobs')
    await lane.home.put('wrong.json', { to: 'do' }, 'jobs')
    await lane.home.put('broken.json', '{ "do"', 'jobs')
    await lane.home.put('message.json', { channel: 'slack', sender: 'Ada', message: 'hi' }, 'jobs')
    await lane.lane({ completed: 1, rejected: 3, pending: 0, active: 0 })
    const reasons = (await lane.rows('rejected')).map(({ file, reason }) => `${file.replace(/~.*/, '')}: ${reason}`)
    expect(reasons.sort()).toEqual([
      expect.stringMatching(/^broken: .*not valid JSON/),
      expect.stringMatching(/^message: .*"channel" is no variable of it/),
      expect.stringMatching(/^wrong: .*"to" is no variable of it/),
    ])
    const [answer] = await lane.home.answers('jobs')
    expect(answer).toMatchObject({ channel: 'jobs', messageId: 'mine', agent: 'work' })
  })

  test('is for items: a message is refused by the lane of a queue', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    const message = { channel: 'panel', sender: 'Ada', message: 'hi' }
    await expect(lane.core.lanes.send({ lane: 'jobs', message })).rejects.toThrow(
      'takes items of its queue, not messages',
    )
    expect(await lane.home.files('incoming', 'jobs')).toEqual([])
  })
})

describe('what an operator does with items of a queue', () => {
  test('an edited copy is an item like any other', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    await lane.push({ do: 'bad' })
    await lane.lane({ dead: 1, active: 0 })
    const [row] = await lane.rows('dead')
    if (row === undefined) throw new Error('nothing is dead')
    const target = { id: row.id, column: row.column, file: row.file }
    const { text } = await lane.core.lanes.text({ lane: 'jobs', item: target })
    const edited = text.replace('bad', 'good')
    await expect(
      lane.core.lanes.resend({ lane: 'jobs', item: target, text: text.replace('do', 'to') }),
    ).rejects.toThrow('"to" is no variable')
    await lane.core.lanes.resend({ lane: 'jobs', item: target, text: edited })
    await lane.lane({ dead: 1, completed: 1, rejected: 0, pending: 0, active: 0 })
  })

  test('a rejected file is mended into an item', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    await lane.home.put('wrong.json', { to: 'good' }, 'jobs')
    await lane.lane({ rejected: 1 })
    const [row] = await lane.rows('rejected')
    if (row === undefined) throw new Error('nothing is rejected')
    const target = { id: row.id, column: row.column, file: row.file }
    await lane.core.lanes.repair({ lane: 'jobs', item: target, text: '{ "do": "good" }' })
    await lane.lane({ rejected: 0, completed: 1, trash: 1 })
  })

  test('a released item is claimed again, and its run goes on at its step', async () => {
    const before = `[[pipeline.work.step]]\nname = "before"\nrun = "echo before >> ../../../begun"\n`
    await using lane = await TestQueue.open(jobs({ steps: before + steps.shell }))
    const { run, pid } = await lane.hanging()
    await lane.wake()
    expect(await lane.act('release', (await lane.rows('active'))[0])).toMatchObject({ done: true })
    expect(lives(pid)).toBe(false)
    await lane.lane({ completed: 1, active: 0, pending: 0 })
    expect(await lane.lines('begun')).toEqual(['before', 'hang', 'hang'])
    expect(await lane.runs()).toMatchObject([{ id: run.id, phase: 'succeeded' }])
  })

  test('a dead item is requeued as a new run, and a run gone on with takes its dead item with it', async () => {
    await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
    await lane.push({ do: 'flaky' })
    await lane.lane({ dead: 1, active: 0 })
    await lane.act('requeue', await lane.row('dead', ({ reason }) => reason !== null))
    await lane.home.untilLines('begun', 2)
    await lane.lane({ dead: 1, active: 0, pending: 0 })
    await lane.openGate()
    const [second, first] = await lane.runs()
    expect([second?.phase, first?.phase]).toEqual(['failed', 'failed'])
    await lane.core.runs.retry({ id: second?.id ?? '', step: 'go' })
    await lane.lane({ completed: 1, dead: 0, active: 0 })
    expect((await lane.runs()).map(({ phase }) => phase)).toEqual(['succeeded', 'failed'])
  })

  test('a failed item is discarded and restored, and then waits for its cooldown no longer than it had to', async () => {
    await using lane = await TestQueue.open(
      jobs({ steps: steps.shell, queue: 'retry = { attempts = 1, cooldown = "1h" }' }),
    )
    await lane.push({ do: 'flaky' })
    await lane.lane({ failed: 1, active: 0 })
    const [row] = await lane.rows('failed')
    expect(await lane.act('discard', row)).toMatchObject({ done: true })
    await lane.lane({ trash: 1, failed: 0 })
    expect(await lane.act('restore', (await lane.rows('trash'))[0])).toMatchObject({ done: true })
    await lane.lane({ trash: 0, failed: 1 })
    expect((await lane.rows('failed'))[0]).toMatchObject({ notBefore: row?.notBefore, attempt: 2 })
  })
})
