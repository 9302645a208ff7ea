import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../../testing/homes/test-home'
import {
  begun,
  flow,
  inPhase,
  lane,
  openGate,
  putConfig,
  putOrchestrator,
  run,
  scriptedCoder,
  send,
  task,
  workflowHome,
} from '../../testing/homes/test-workflows'

test('a step works in the folder of its orchestrator, of its run or of its agent, as it says', async () => {
  const agent = `if (existsSync('mine')) note('shared', stepId + ' ' + readFileSync('mine', 'utf8'))
    writeFileSync('mine', stepId); note('cwd', process.cwd()); done()`
  const steps = [
    task('usual'),
    task('ours', { workspace_mode: 'orchestrator_workspace' }),
    task('runs', { workspace_mode: 'run_workspace' }),
    task('agents', { workspace_mode: 'agent_workspace' }),
    task('private', { workspace_mode: 'agent_workspace', agent: 'hermit' }),
    { id: 'line', type: 'shell', run: 'pwd >> {{inputs.home}}/cwd', workspace_mode: 'run_workspace' },
  ]
  const workflows = [flow('walk', steps, { inputs: ['user_prompt', 'home'] })]
  const agents = { hermit: { provider: 'scripted', private_workspace: 'cave' } }
  await using home = await workflowHome({ workflows, agents, agent })
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { home: home.root })
  await lane(core, { completed: 1 })
  const { path } = await run(core, inPhase('succeeded'))
  const workspace = join(home.paths.workspaces, 'main')
  expect(begun(home, 'cwd')).toEqual([
    join(workspace, 'workspace'),
    join(workspace, 'workspace'),
    join(path, 'workspace'),
    join(workspace, 'agents/worker/workspace'),
    join(workspace, 'cave'),
    join(path, 'workspace'),
  ])
  expect(begun(home, 'shared')).toEqual(['ours usual'])
})

test('the folder of a run is its own, that of the orchestrator is not', async () => {
  const agent = `note('found', stepId + ' ' + existsSync('left')); writeFileSync('left', ''); done()`
  const steps = [task('runs', { workspace_mode: 'run_workspace' }), task('ours')]
  await using home = await workflowHome({ workflows: [flow('walk', steps)], agent })
  const core = await home.open()
  await core.supervisor.start()
  for (let sent = 1; sent <= 2; sent++) {
    await send(home)
    await lane(core, { completed: sent })
  }
  expect(begun(home, 'found')).toEqual(['runs false', 'ours false', 'runs false', 'ours true'])
})

test('grants are looked up at each attempt, so what is taken back is denied to the next step', async () => {
  const shared = (access: string[], root: string): object => ({
    shared_workspaces: { docs: join(root, 'docs') },
    orchestrators: { main: { shared_access: access } },
  })
  await using home = await workflowHome({})
  await mkdir(join(home.root, 'docs'))
  const providers = { anthropic: await scriptedCoder(home, 'go') }
  await putConfig(home, { ...shared(['docs'], home.root), providers })
  await putOrchestrator(home, {
    orchestrator: {
      agents: { router: { provider: 'anthropic', can_orchestrate_workflows: true }, worker: { provider: 'anthropic' } },
    },
    workflows: [flow('read', [task('first'), task('then')])],
  })
  const core = await home.open()
  await core.supervisor.start()
  await send(home)
  await run(core, ({ steps }) => steps[0]?.attempts[0]?.invocationId != null)
  await putConfig(home, { ...shared([], home.root), providers })
  await until(core, ({ settingsReadAt }) => settingsReadAt != null)
  await openGate(home, 'go')
  await lane(core, { completed: 1 })
  const args = begun(home, 'told').map((line) => String(JSON.parse(line).args))
  expect(args[0]).toContain(join(home.root, 'docs'))
  expect(args[1]).not.toContain(join(home.root, 'docs'))
})

test('an agent of any program is told which shared workspaces it may use, and of no others', async () => {
  const agent =
    'note("context", JSON.stringify(context.sharedWorkspaces)); writeFileSync(join(home, "told"), prompt); done()'
  const agents = { reader: { provider: 'scripted', shared_access: [] } }
  const steps = [task('read', { agent: 'reader' }), task('write')]
  await using home = await workflowHome({ workflows: [flow('walk', steps)], agents, agent })
  const docs = join(home.root, 'docs')
  const workspaces = {
    docs: { path: docs, description: 'What we know.' },
    gone: join(home.root, 'gone'),
    keys: home.root,
  }
  await mkdir(docs)
  await putConfig(home, {
    shared_workspaces: workspaces,
    orchestrators: { main: { shared_access: ['docs', 'gone'] } },
  })
  const core = await home.open()
  await core.supervisor.start()
  await send(home)
  await lane(core, { completed: 1 })
  expect(begun(home, 'context').map((line) => JSON.parse(line))).toEqual([
    [],
    [{ name: 'docs', path: docs, description: 'What we know.' }],
  ])
  const prompt = await readFile(join(home.root, 'told'), 'utf8')
  expect(prompt).toContain(`shared folders:\n- docs: ${docs} (What we know.)\n\n`)
})
