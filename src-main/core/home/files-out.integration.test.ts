import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { message, TestHome } from '../../testing/homes/test-home'
import {
  flow,
  inPhase,
  lane,
  putConfig,
  putOrchestrator,
  run,
  send,
  task,
  workflowHome,
} from '../../testing/homes/test-workflows'

const tag = (path: string): string => `[send_file: ${path}]`

/** A folder with one file, which is answered. */
async function folderWith(folder: string, name = 'back.pdf'): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), 'x')
  return join(folder, name)
}

test('files of the home’s folder, of the working folder and of granted folders are sent, others are told and logged', async () => {
  const shared = 'docs: DOCS\n  keys: KEYS'
  await using home = await TestHome.create()
  const [docs, keys] = [join(home.root, 'docs'), join(home.root, 'docs-keys')]
  const config = await readFile(home.paths.config, 'utf8')
  await writeFile(
    home.paths.config,
    `${config.replace('main: {}', 'main: { shared_access: [docs] }')}shared_workspaces:\n  ${shared.replace('DOCS', docs).replace('KEYS', keys)}\n`,
  )
  const sent = [
    await folderWith(home.paths.files),
    await folderWith(join(home.paths.workspaces, 'main', 'workspace')),
    await folderWith(docs),
  ]
  const refused = [await folderWith(keys), home.paths.config, join(docs, 'link'), join(docs, 'none'), docs]
  await symlink(join(keys, 'back.pdf'), join(docs, 'link'))
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message({ message: [...sent, ...refused].map(tag).join(''), senderId: 'U1' }))
  await lane(core, { completed: 1 })
  const [answer] = await home.answers()
  expect(answer).toMatchObject({ files: sent, agent: 'default', senderId: 'U1' })
  const outside = 'it lies in no folder for such files'
  expect(answer?.message).toBe(
    `You said:\n\nNot sent: ${keys}/back.pdf (${outside}); ${home.paths.config} (${outside}); ${docs}/link (${outside}); 2 more.`,
  )
  await home.close(core)
  const log = await readFile(home.paths.log, 'utf8')
  for (const path of refused) expect(log).toContain(`A file was not sent, ${path}: it `)
})

test('a workflow sends files of its step’s working folder and of folders granted to the step’s agent', async () => {
  await using home = await workflowHome({})
  const docs = join(home.root, 'docs')
  const own = join(home.paths.workspaces, 'main', 'agents', 'other', 'workspace')
  const sent = [await folderWith(own), await folderWith(docs), await folderWith(home.paths.files)]
  const refused = await folderWith(join(home.paths.workspaces, 'main', 'workspace'))
  const steps = [task('make'), task('tell', { agent: 'other', workspace_mode: 'agent_workspace' })]
  await putOrchestrator(home, { workflows: [flow('pack', steps)] })
  await putConfig(home, {
    shared_workspaces: { docs },
    orchestrators: { main: { shared_access: ['docs'] } },
  })
  const body = await readFile(join(home.root, 'workflow-agent.mjs'), 'utf8')
  const result = [...sent, refused].map(tag).join('')
  await writeFile(
    join(home.root, 'workflow-agent.mjs'),
    body.replace(/done\(\)\n$/, `done({ result: 'Packed. ' + ${JSON.stringify(result)} })\n`),
  )
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { senderId: 'U1', conversationId: 'c' })
  await run(core, inPhase('succeeded'))
  await lane(core, { completed: 1 })
  expect(await home.answers()).toMatchObject([
    {
      agent: 'other',
      senderId: 'U1',
      workflowStepId: 'tell',
      files: sent,
      message: `Packed.\n\nNot sent: ${refused} (it lies in no folder for such files).`,
    },
  ])
  await home.close(core)
  expect(await readFile(home.paths.log, 'utf8')).toContain(`A file was not sent, ${refused}: it `)
})
