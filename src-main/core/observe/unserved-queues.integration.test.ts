import { expect, test } from 'vitest'
import { homeWith } from '../../testing/homes/settings-home'
import { unservedFindings, unservedQueues } from './unserved-queues'

test('messages in a queue of an orchestrator’s workspace are told, with where they belong', async () => {
  const paths = await homeWith({
    'config.yaml': 'orchestrators: { main: {}, other: { private_workspace: elsewhere }, third: {} }\n',
    'workspaces/main/queue/incoming/a.json': '{}',
    'workspaces/main/queue/incoming/.b.json': '{}',
    'workspaces/main/queue/incoming/c.tmp': '',
    'workspaces/main/queue/outgoing/d.json': '{}',
    'elsewhere/queue/incoming/a.json': '{}',
    'elsewhere/queue/incoming/b.json': '{}',
    'queue/incoming/m.json': '{}',
  })
  expect((await unservedQueues(paths)).map(({ orchestrator, messages }) => [orchestrator, messages])).toEqual([
    ['main', 1],
    ['other', 2],
  ])
  const [first] = await unservedFindings(paths)
  expect(first).toMatchObject({ id: 'orchestrator.main.queue', verdict: 'warning' })
  expect(first?.detail).toContain(`1 message lies in ${paths.workspaces}/main/queue/incoming`)
  expect(first?.remedy).toContain(`${paths.queue}/incoming`)
})

test('a workspace that is the home itself has the queue of the home', async () => {
  const paths = await homeWith({
    'config.yaml': 'orchestrators: { main: { private_workspace: . } }\n',
    'queue/incoming/m.json': '{}',
  })
  expect(await unservedQueues(paths)).toEqual([])
})

test('nothing is said of settings that cannot be used, nor of what is no folder', async () => {
  expect(await unservedQueues(await homeWith({ 'config.yaml': 'nonsense: 1\n' }))).toEqual([])
  const paths = await homeWith({
    'config.yaml': 'orchestrators: { main: {} }\n',
    'workspaces/main/queue': 'a file',
  })
  expect(await unservedQueues(paths)).toEqual([])
})
