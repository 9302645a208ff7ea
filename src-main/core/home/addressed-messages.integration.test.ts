import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  begun,
  flow,
  lane,
  openGate,
  putConfig,
  rows,
  send,
  task,
  workflowHome,
} from '../../testing/homes/test-workflows'

const workflows = [flow('mend', [task('cut')])]
const agent = 'stepId === "answer" ? say(provider + " hears: " + prompt.split("\\n\\n").at(-1).trim()) : done()'

test('a message that names an agent is answered by that one alone, whatever workflows there are', async () => {
  await using home = await workflowHome({ workflows, agent })
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: 'by its field', agent: 'other' })
  await lane(core, { completed: 1 })
  await send(home, { message: '@Worker by its text', channelProfileId: undefined })
  await lane(core, { completed: 2 })
  await send(home, { message: '@nobody, by a workflow' })
  await lane(core, { completed: 3 })
  expect(await home.answers()).toMatchObject([
    { agent: 'other', message: 'second hears: by its field', originalMessage: 'by its field' },
    { agent: 'worker', message: 'scripted hears: by its text', originalMessage: '@Worker by its text' },
    { agent: 'worker', message: 'result of cut 1', workflowStepId: 'cut' },
  ])
  expect(await rows(core)).toHaveLength(1)
})

test('heartbeats for several agents go to each of them', async () => {
  const profiles = { heartbeat: { channel: 'heartbeat', orchestrator_id: 'main' } }
  await using home = await workflowHome({ agent, config: { channel_profiles: profiles } })
  const core = await home.open()
  await core.supervisor.start()
  const names = ['router', 'worker', 'other']
  for (const name of names) {
    await send(home, { channel: 'heartbeat', channelProfileId: undefined, message: 'Still there?', agent: name })
  }
  await lane(core, { completed: 3 })
  expect((await home.answers()).map((answer) => answer.agent).sort()).toEqual([...names].sort())
})

test('a message whose field names no agent fails with the names there are, and its conversation is told', async () => {
  await using home = await workflowHome({ workflows, agent })
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: 'go', agent: 'cutter', senderId: 'U1' })
  await lane(core, { dead: 1 })
  const [answer] = await home.answers()
  expect(answer).toMatchObject({ senderId: 'U1' })
  expect(answer?.message).toContain('The orchestrator "main" has no agent "cutter".')
  expect(begun(home)).toEqual([])
})

test('a message waits for the slots of the agent it names, and not for those of the selector', async () => {
  const busy = 'stepId === "answer" && provider === "scripted" ? await gate("go").then(() => say("late")) : say("soon")'
  await using home = await workflowHome({ agent: busy })
  const providers = JSON.parse(await readFile(home.paths.config, 'utf8')).providers
  await putConfig(home, { providers: { ...providers, scripted: { ...providers.scripted, max_concurrent: 1 } } })
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: 'to the selector' })
  await home.untilLines('begun', 1)
  await send(home, { message: '@worker of the same provider' })
  await send(home, { message: '@other of another' })
  await lane(core, { completed: 1, active: 1, pending: 1 })
  await openGate(home, 'go')
  await lane(core, { completed: 3 })
  expect((await home.answers()).map((answer) => answer.agent)).toEqual(['other', 'router', 'worker'])
})
