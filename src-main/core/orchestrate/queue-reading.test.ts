import { expect, test } from 'vitest'
import { inspectText } from '../lane/inspect'
import type { Queue } from '../settings/runbook/queue'
import { Settings } from '../settings/settings-schema'
import { WorkflowLimits, WorkflowSpec } from '../settings/workflow/workflow-spec'
import { queueLaneSettings } from './queue-lane-settings'
import { queueItemText, queueReading, varsOf } from './queue-reading'
import { queueResult, runTitle } from './queue-result'

const queue: Queue = {
  name: 'jobs',
  runbook: '/home/runbooks/jobs.toml',
  vars: ['title', 'branch', 'count'],
  defaults: { branch: 'main', count: 1 },
  constants: { base: 'trunk' },
  retries: 2,
  cooldownMs: 5000,
  keyVars: ['branch'],
  pipeline: null,
  pipelineName: null,
  title: 'Job {{inputs.title}}',
  limits: WorkflowLimits.parse({}),
  agents: {},
  cwd: null,
  concurrency: 0,
}
const limit = 10_000
const reading = queueReading('jobs', () => queue)
const sentence = async (text: string): Promise<string> => {
  const found = await inspectText(text, limit, reading, 'x.json')
  return found.kind === 'malformed' ? found.sentence : found.kind
}

test('an item is carried as a message of its variables, defaults filled in, with one line for each', async () => {
  const text = '{ "title": "a\\nb", "count": 3 }'
  expect(await inspectText(text, limit, reading, 'jobs-17.json')).toEqual({
    kind: 'item',
    message: {
      channel: 'jobs',
      sender: 'queue',
      message: 'title: a b\nbranch: main\ncount: 3',
      timestamp: 0,
      messageId: 'jobs-17',
      vars: { base: 'trunk', title: 'a\nb', branch: 'main', count: 3 },
    },
  })
})

test('the inputs of a run are texts', async () => {
  const found = await inspectText('{ "title": "a", "count": false }', limit, reading, 'x.json')
  if (found.kind !== 'item') throw new Error('no item')
  expect(varsOf(found.message)).toEqual({ base: 'trunk', title: 'a', branch: 'main', count: 'false' })
  expect(varsOf({ ...found.message, vars: 7 })).toEqual({})
  expect(runTitle(queue, found.message)).toBe('Job a')
  expect(runTitle({ ...queue, title: null }, found.message)).toBe('title: a\nbranch: main\ncount: false')
})

test.each([
  ['{}', '"title" is missing'],
  ['{ "titel": "x" }', 'The item does not fit the queue "jobs": "titel" is no variable of it; the nearest is "title".'],
  ['{ "title": "x", "__proto__": 1 }', '"__proto__" is no variable of it'],
  ['{ "title": null }', '"title" must be a text, a number, true or false'],
  ['{ "title": "\\ud800" }', '"title" holds half a character'],
  ['{ "title": { "deep": [] } }', '"title" must be a text'],
  ['["title"]', 'does not hold a JSON object'],
  ['null', 'does not hold a JSON object'],
  ['{ "title": ', 'not valid JSON'],
  ['', 'The file is empty.'],
  [`{ "title": "${'x'.repeat(20_000)}" }`, 'limits.item_bytes'],
  [`{ "title": ${'['.repeat(2000)}${']'.repeat(2000)} }`, 'nests objects and lists more than 500 deep'],
])('%s is refused with what is wrong', async (text, part) => {
  expect(await sentence(text)).toContain(part)
})

test('items of equal key variables wait for one another', async () => {
  const key = async (text: string): Promise<string | null> => {
    const found = await inspectText(text, limit, reading, 'x.json')
    return found.kind === 'item' ? reading.keyOf(found.message) : 'malformed'
  }
  expect(await key('{ "title": "a" }')).toBe(await key('{ "title": "b", "branch": "main" }'))
  expect(await key('{ "title": "a", "branch": "x" }')).not.toBe(await key('{ "title": "a" }'))
  const free = queueReading('jobs', () => ({ ...queue, keyVars: [] }))
  const found = await inspectText('{ "title": "a" }', limit, free, 'x.json')
  expect(found.kind === 'item' && free.keyOf(found.message)).toBeNull()
})

test('while no runbook declares its queue, an item is kept whatever it holds', async () => {
  const lost = queueReading('jobs', () => null)
  const found = await inspectText('{ "anything": "a", "deep": {} }', limit, lost, 'x.json')
  expect(found).toMatchObject({
    kind: 'item',
    message: { channel: 'jobs', message: 'anything: a', vars: { anything: 'a' } },
  })
  expect(found.kind === 'item' && lost.keyOf(found.message)).toBeNull()
})

test('what is pushed is written down whole, under a name of its own', async () => {
  const pushed = await queueItemText(queue, '{"title":"a"}', limit, 1)
  expect(pushed).toEqual({
    ok: true,
    stem: expect.stringMatching(/^jobs-[0-9a-z]+$/),
    text: '{\n  "title": "a",\n  "branch": "main",\n  "count": 1\n}\n',
  })
  expect(await queueItemText(queue, '{"titel":"a"}', limit)).toEqual({
    ok: false,
    sentence: expect.stringContaining('nearest is "title"'),
  })
  expect(await queueItemText(queue, 'title=a', limit)).toEqual({
    ok: false,
    sentence: expect.stringContaining('The item is not valid JSON'),
  })
})

test('the result of an item has the shape of an answer, its run and its variables', async () => {
  const found = await inspectText('{ "title": "a" }', limit, reading, 'jobs-17.json')
  if (found.kind !== 'item') throw new Error('no item')
  const workflow = WorkflowSpec.parse({ id: 'build', steps: [{ id: 's', type: 'shell', run: 'true' }] })
  const { stem, outgoing } = queueResult(found.message, { id: 'run-000001', workflow }, 'It is done.', ['/a/b'], 17)
  expect(stem).toBe('jobs_jobs-17_17')
  expect(outgoing).toEqual({
    channel: 'jobs',
    sender: 'queue',
    message: 'It is done.',
    originalMessage: 'title: a\nbranch: main\ncount: 1',
    timestamp: 17,
    messageId: 'jobs-17',
    agent: 'build',
    files: ['/a/b'],
    workflowRunId: 'run-000001',
    vars: { base: 'trunk', title: 'a', branch: 'main', count: 1 },
  })
})

test('a lane has the attempts and the cooldown of its queue', () => {
  expect(queueLaneSettings(queue, Settings.parse({}))).toMatchObject({
    maxAttempts: 3,
    cooldownMs: 5000,
    settleMs: 2000,
  })
})
