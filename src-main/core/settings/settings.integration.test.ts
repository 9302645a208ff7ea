import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exampleHome, homeWith } from '../../testing/homes/settings-home'
import type { HomePaths } from '../ground/home-paths'
import { makeHomeFolders, prepareHome } from '../home/first-run'
import { type Effective, readSettings } from './settings'
import { agentWorkspacePath, grantedWorkspaces } from './workspaces'
import { problemSentence } from './yaml-file'

async function problems(paths: HomePaths): Promise<string[]> {
  const read = await readSettings(paths)
  const found = read.ok ? read.effective.problems : read.problems
  return found.map((problem) => problemSentence(problem).replaceAll(`${paths.root}/`, ''))
}

async function effective(paths: HomePaths) {
  const read = await readSettings(paths)
  if (!read.ok) throw new Error(read.problems.map(problemSentence).join('\n'))
  return read.effective
}

const agentOf = ({ orchestrators }: Effective, orchestrator: string, agent: string) => {
  const found = orchestrators.get(orchestrator)?.agents[agent]
  if (found === undefined) throw new Error(`there is no ${orchestrator}/${agent}`)
  return found
}

test('a new home is right as it is, and so are the examples in its comments', async () => {
  const paths = await homeWith({})
  await makeHomeFolders(paths)
  await prepareHome(paths, async () => ({ provider: 'practice', model: null }))
  const asMade = await effective(paths)
  expect([asMade.problems, asMade.warnings]).toEqual([[], []])
  await uncomment(paths.config, ['providers', 'prices', 'spend', 'shared_workspaces'])
  await uncomment(join(paths.workspaces, 'main', 'orchestrator.yaml'), ['workflows'])
  const withExamples = await effective(paths)
  expect(withExamples.problems).toEqual([])
  expect(withExamples.orchestrators.get('main')?.workflows).toHaveLength(1)
  expect(withExamples.sharedWorkspaces.size).toBe(1)
})

/** Takes the examples below these keys for what they show. */
async function uncomment(file: string, keys: readonly string[]): Promise<void> {
  const text = await readFile(file, 'utf8')
  const emptied = keys.reduce(
    (now, key) => now.replace(new RegExp(`^${key}: (?:\\{\\}|\\[\\]).*$`, 'm'), `${key}:`),
    text,
  )
  await writeFile(file, emptied.replace(/^# {2}/gm, '  '))
}

describe('settings in the shape DireClaw uses', () => {
  test('load as they are, with everything they say', async () => {
    const paths = await exampleHome()
    const found = await effective(paths)
    expect(found.problems).toEqual([])
    expect([...found.orchestrators.keys()]).toEqual(['delivery_team', 'product_desk', 'single_agent'])
    expect(found.orchestrators.get('delivery_team')).toMatchObject({
      default_workflow: 'quick_change',
      selection_max_retries: 2,
      selector_timeout_seconds: 45,
      workflow_orchestration: { max_total_iterations: 12, max_step_timeout_seconds: 10_800 },
    })
    expect(found.settings.channel_profiles.delivery_profile).toMatchObject({ slack_app_user_id: 'U0AAAAAAAA1' })
    expect(found.settings.channels.slack).toMatchObject({ inbound_mode: 'socket' })
    expect(found.settings.monitoring.heartbeat_interval).toBe(1800)
  })

  test('grant shared workspaces to whom they name, and to nobody else', async () => {
    const paths = await exampleHome()
    const found = await effective(paths)
    const granted = (orchestrator: string, agent: string): string[] =>
      grantedWorkspaces(found, orchestrator, agentOf(found, orchestrator, agent)).map(({ name }) => name)
    expect(granted('delivery_team', 'builder')).toEqual(['scratch', 'handbook', 'datasets'])
    expect(granted('delivery_team', 'build_reader')).toEqual(['handbook'])
    expect(granted('product_desk', 'answerer')).toEqual(['handbook'])
    expect(granted('single_agent', 'writer')).toEqual([])
    expect(found.sharedWorkspaces.get('scratch')).toEqual({
      name: 'scratch',
      path: join(paths.root, 'scratch'),
      description: 'Where the teams leave drafts for each other.',
    })
  })

  test('warn of a shared workspace that is not there, and stand', async () => {
    const found = await effective(await exampleHome())
    expect(found.warnings).toEqual([
      expect.objectContaining({
        line: 9,
        column: 13,
        sentence: 'shared_workspaces.datasets: there is no folder /mnt/team/datasets now, so no step can use it.',
      }),
    ])
  })

  test('say where an agent works', async () => {
    const found = await effective(await exampleHome())
    const folder = (agent: string): string =>
      agentWorkspacePath('/work', agent, agentOf(found, 'delivery_team', agent)).replace(/^.*lanekeeper-[^/]*/, '')
    expect(folder('planner')).toBe('/work/agents/planner/workspace')
    expect(folder('worker')).toBe('/srv/lanekeeper/worker')
  })
})

describe('a prompt in a file of its own', () => {
  const prompt = 'workspaces/product_desk/prompts/product_answer/answer.prompt.md'

  test('is read with the settings', async () => {
    const found = await effective(await exampleHome())
    const [step] = found.orchestrators.get('product_desk')?.workflows[0]?.steps ?? []
    expect(step).toMatchObject({ prompt: expect.stringContaining('# Answer one question') })
  })

  test('that is missing is told where it is named', async () => {
    const paths = await exampleHome()
    await rm(join(paths.root, prompt))
    expect(await problems(paths)).toEqual([
      `workspaces/product_desk/orchestrator.yaml, line 28, column 17: workflows.0.steps.0.prompt: there is no prompt file ${prompt}.`,
    ])
  })

  test('that names what cannot be there is told where it does', async () => {
    const paths = await exampleHome()
    await writeFile(join(paths.root, prompt), 'Answer:\n\n  {{ inputs.user_mesage }}\n')
    expect(await problems(paths)).toEqual([
      `${prompt}, line 3, column 3: {{inputs.user_mesage}} is not among the workflow's inputs; the nearest is {{inputs.user_message}}.`,
    ])
  })

  test.skipIf(process.platform === 'win32')('may not lie outside the workspace, by no way', async () => {
    const paths = await exampleHome()
    await rm(join(paths.root, prompt))
    await writeFile(join(paths.root, 'outside.md'), 'Outside')
    await symlink(join(paths.root, 'outside.md'), join(paths.root, prompt))
    expect(await problems(paths)).toEqual([
      expect.stringContaining("answer.prompt.md leads out of the orchestrator's workspace."),
    ])
  })

  test.each([
    ['../outside.md', 'must lie inside'],
    ['/etc/outside.md', 'must lie inside'],
    ['prompts/empty.md', 'is empty'],
    ['prompts/long.md', 'is longer than 200 KB'],
    ['prompts/folder.md', 'is not a regular file'],
  ])('%s is refused', async (name, sentence) => {
    const step = `{ id: s, type: agent_task, agent: a, prompt: ${name} }`
    const paths = await homeWith({
      'config.yaml': 'orchestrators: { main: {} }\n',
      'workspaces/main/orchestrator.yaml': `id: main\nselector_agent: a\nagents: { a: { provider: practice, can_orchestrate_workflows: true } }\nworkflows:\n  - { id: w, steps: [${step}] }\n`,
      'workspaces/outside.md': 'Outside',
      'workspaces/main/prompts/empty.md': ' \n',
      'workspaces/main/prompts/long.md': 'x'.repeat(200 * 1024 + 1),
    })
    await mkdir(join(paths.workspaces, 'main', 'prompts', 'folder.md'))
    expect(await problems(paths)).toEqual([expect.stringContaining(sentence)])
    expect(await problems(paths)).toEqual([expect.stringContaining('orchestrator.yaml, line 5, column')])
  })
})

test.each([
  [
    'channel_profiles:\n  a: { channel: slack, orchestrator_id: mian }\n',
    'line 4, column 41: channel_profiles.a.orchestrator_id: there is no orchestrator "mian" under orchestrators; the nearest is "main".',
  ],
  [
    'shared_workspaces: { docs: /d }\n',
    'line 2, column 27: orchestrators.main.shared_access.0: there is no shared workspace "dosc" under shared_workspaces; the nearest is "docs".',
  ],
  [
    'workspaces_path: elsewhere\n',
    'line 2, column 27: orchestrators.main.shared_access.0: there is no shared workspace "dosc" under shared_workspaces.',
  ],
])('%j: a name in config.yaml of what is not there is an error', async (more, sentence) => {
  const grant = more.startsWith('channel') ? '' : 'shared_access: [dosc]'
  const paths = await homeWith({ 'config.yaml': `orchestrators:\n  main: { ${grant} }\n${more}` })
  expect((await problems(paths))[0]).toBe(`config.yaml, ${sentence}`)
})

test('two orchestrators may not share a folder, under whatever names they reach it', async () => {
  const paths = await homeWith({
    'config.yaml':
      'orchestrators:\n  one: {}\n  two: { private_workspace: link }\n  three: {}\nworkspaces_path: spaces\n',
    'spaces/one/x': '',
  })
  await symlink(join(paths.root, 'spaces', 'one'), join(paths.root, 'link'))
  expect(await problems(paths)).toEqual([
    'config.yaml, line 3, column 29: orchestrators.two.private_workspace: this is the same folder as the workspace of "one".',
  ])
})

describe('orchestrator.yaml', () => {
  const good = {
    id: 'main',
    selector_agent: 'front',
    default_workflow: 'one',
    agents: { front: { provider: 'practice', can_orchestrate_workflows: true }, back: { provider: 'practice' } },
    workflows: [{ id: 'one', steps: [{ id: 'go', type: 'agent_task', agent: 'back', prompt: 'Go' }] }],
  }
  const step = good.workflows[0]?.steps[0]
  const withStep = (change: object): object => ({ workflows: [{ id: 'one', steps: [{ ...step, ...change }] }] })

  test.each([
    [{}, []],
    [{ id: 'mian' }, ['id: config.yaml calls this orchestrator "main", not "mian".']],
    [{ selector_agent: 'fornt' }, ['selector_agent: there is no agent "fornt"; the nearest is "front".']],
    [
      { selector_agent: 'back' },
      [
        'agents.back.can_orchestrate_workflows: the selector agent must have can_orchestrate_workflows: true to start workflows.',
      ],
    ],
    [{ selector_agent: 'back', workflows: [], default_workflow: undefined }, []],
    [{ default_workflow: 'on' }, ['default_workflow: there is no workflow "on"; the nearest is "one".']],
    [{ default_workflow: undefined }, []],
    [
      { default_workflow: undefined, workflows: [...good.workflows, { ...good.workflows[0], id: 'two' }] },
      ['default_workflow: this key is missing; among several workflows one must be the default.'],
    ],
    [{ workflows: [...good.workflows, ...good.workflows] }, ['workflows.1.id: there are two workflows called "one".']],
    [
      { agents: { ...good.agents, back: { provider: 'practise' } } },
      ['agents.back.provider: there is no provider "practise"; the nearest is "practice".'],
    ],
    [
      { agents: { ...good.agents, back: { provider: 'practice', shared_access: ['docs'] } } },
      ['agents.back.shared_access.0: config.yaml does not grant the shared workspace "docs" to "main".'],
    ],
    [
      { agents: { ...good.agents, back: { provder: 'practice' } } },
      ['agents.back.provder: there is no such key; the nearest is "provider".'],
    ],
    [withStep({ agent: 'bakc' }), ['workflows.0.steps.0.agent: There is no agent "bakc"; the nearest is "back".']],
    [
      withStep({ type: 'agent_tsk' }),
      ['workflows.0.steps.0.type: must be one of "agent_task", "agent_review", "shell"; the nearest is "agent_task".'],
    ],
    [
      withStep({ type: undefined }),
      ['workflows.0.steps.0.type: this key is missing; it must be one of "agent_task", "agent_review", "shell".'],
    ],
    [withStep({ promt: 'x' }), ['workflows.0.steps.0.promt: there is no such key; the nearest is "prompt".']],
    [
      withStep({ limits: { max_retrys: 1 } }),
      ['workflows.0.steps.0.limits.max_retrys: there is no such key; the nearest is "max_retries".'],
    ],
    [
      withStep({ outputs: ['a'], output_files: { a: '../a' } }),
      ["workflows.0.steps.0.output_files.a: An output file must stay inside the step's output folder."],
    ],
    [
      { workflow_orchestration: { max_total_iteration: 3 } },
      ['workflow_orchestration.max_total_iteration: there is no such key; the nearest is "max_total_iterations".'],
    ],
  ])('%j', async (change, sentences) => {
    const paths = await homeWith({
      'config.yaml': 'orchestrators: { main: {} }\nshared_workspaces: { docs: /docs }\n',
      'workspaces/main/orchestrator.yaml': JSON.stringify({ ...good, ...change }, null, 2),
    })
    const found = await problems(paths)
    expect(found.map((sentence) => sentence.replace(/^[^ ]* line \d+, column \d+: /, ''))).toEqual(sentences)
  })

  test('a mistake deep inside is told with its line and column', async () => {
    const paths = await exampleHome()
    const file = join(paths.workspaces, 'single_agent', 'orchestrator.yaml')
    const text = await readFile(file, 'utf8')
    await writeFile(
      file,
      text
        .replace('agent: writer', 'agent: writter')
        .replace('{{inputs.user_prompt}}', 'this: {{inputs.user_promt}}')
        .replace('output_paths.result}}', 'output_paths.results}}'),
    )
    expect(await problems(paths)).toEqual([
      'workspaces/single_agent/orchestrator.yaml, line 24, column 16: workflows.0.steps.0.agent: There is no agent "writter"; the nearest is "writer".',
      "workspaces/single_agent/orchestrator.yaml, line 28, column 17: workflows.0.steps.0.prompt: {{inputs.user_promt}} is not among the workflow's inputs; the nearest is {{inputs.user_prompt}}.",
      'workspaces/single_agent/orchestrator.yaml, line 33, column 19: workflows.0.steps.0.prompt: {{workflow.output_paths.results}} is no name that a prompt can use; the nearest is {{workflow.output_paths.result}}.',
    ])
  })
})
