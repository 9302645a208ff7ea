import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { homePaths } from '../ground/home-paths'
import type { SystemWatch, WatchOptions } from '../ground/watch'
import { makeHomeFolders, prepareHome } from '../home/first-run'
import { loadSettings } from './settings'
import { type SettingsEdit, SettingsInForce } from './settings-in-force'

/** The settings of a new home. `saved` is told of each edit that was read, before anything else happens. */
async function inForce(
  saved: (settings: SettingsInForce, edit: SettingsEdit) => void = () => {},
  watchOptions: Partial<WatchOptions> = {},
) {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-settings-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const paths = homePaths(root)
  await makeHomeFolders(paths)
  await prepareHome(paths, async () => ({ provider: 'practice', model: null }))
  const faults: unknown[] = []
  const settings = new SettingsInForce(
    paths,
    await loadSettings(paths),
    (edit) => saved(settings, edit),
    (error) => faults.push(error),
    watchOptions,
  )
  onTestFinished(async () => {
    await settings[Symbol.asyncDispose]()
    expect(faults).toHaveLength(settings.watchTrouble === null ? 0 : 1)
  })
  await settings.watching
  return { paths, settings, settleMs: () => settings.effective.settings.settle_ms }
}

test('an edit saved in the moment the last one took effect takes effect too', async () => {
  const last = 5
  const { paths, settleMs } = await inForce(({ effective }) => {
    const now = effective.settings.settle_ms
    if (now < last) writeFileSync(paths.config, `settle_ms: ${now + 1}\n`)
  })
  await writeFile(paths.config, 'settle_ms: 1\n')
  await expect.poll(settleMs, { timeout: 20_000 }).toBe(last)
})

test('settings that are deleted and put back take effect again', async () => {
  const { paths, settings, settleMs } = await inForce()
  await rm(paths.config)
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  await writeFile(paths.config, 'settle_ms: 7\n')
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(7)
  expect(settings.problems).toEqual([])
})

test('an orchestrator that an edit names is watched from then on', async () => {
  const { paths, settings } = await inForce()
  await writeFile(paths.config, 'orchestrators: { other: { private_workspace: . } }\n')
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  await writeFile(
    join(paths.root, 'orchestrator.yaml'),
    'id: other\nselector_agent: a\nagents: { a: { provider: practice } }\n',
  )
  await expect.poll(() => [...settings.effective.orchestrators.keys()], { timeout: 10_000 }).toEqual(['other'])
})

test('an edit of a prompt file and a new runbook take effect, and are told', async () => {
  const edits: SettingsEdit[] = []
  const { paths, settings } = await inForce((_settings, edit) => edits.push(edit))
  const workspace = join(paths.workspaces, 'main')
  await mkdir(join(workspace, 'prompts'))
  await writeFile(join(workspace, 'prompts', 'go.md'), 'Go')
  const step = '{ id: s, type: agent_task, agent: a, prompt: prompts/go.md }'
  await writeFile(
    join(workspace, 'orchestrator.yaml'),
    `id: main\nselector_agent: a\nagents: { a: { provider: practice, can_orchestrate_workflows: true } }\nworkflows: [{ id: w, steps: [${step}] }]\n`,
  )
  const prompt = () => settings.effective.orchestrators.get('main')?.workflows[0]?.steps[0]
  await expect.poll(prompt, { timeout: 10_000 }).toMatchObject({ prompt: 'Go' })
  await writeFile(join(workspace, 'prompts', 'go.md'), 'Go on')
  await expect.poll(prompt, { timeout: 10_000 }).toMatchObject({ prompt: 'Go on' })
  expect(settings.lastEdit?.changes).toEqual([
    { where: 'orchestrator main', path: 'workflows.w.steps.s.prompt', before: 'Go', after: 'Go on', described: false },
  ])
  await writeFile(join(paths.runbooks, 'build.yaml'), 'queue: { build: { type: persisted, vars: [name] } }\n')
  await expect.poll(() => [...settings.effective.runbooks.keys()], { timeout: 10_000 }).toEqual(['build'])
  expect(settings.lastEdit?.changes).toMatchObject([{ where: 'queue build', path: '', before: null }])
  expect(edits.flatMap(({ problems }) => problems)).toEqual([])
})

test('an edit that is refused is told once, and is not the last that took effect', async () => {
  const edits: SettingsEdit[] = []
  const { paths, settings, settleMs } = await inForce((_settings, edit) => edits.push(edit))
  await writeFile(paths.config, 'settle_ms: 5\n')
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(5)
  await writeFile(paths.config, 'settle_ms: soon\n')
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  await writeFile(paths.config, 'settle_ms: soon # still\n')
  await expect.poll(() => edits.length, { timeout: 10_000 }).toBe(3)
  expect(edits.flatMap(({ problems }) => problems).map(({ sentence }) => sentence)).toEqual([
    'settle_ms: must be a number, not text.',
  ])
  expect(settings.lastEdit?.changes).toContainEqual({
    where: 'config.yaml',
    path: 'settle_ms',
    before: '2000',
    after: '5',
    described: false,
  })
})

/** Doors to a system that tells nothing of changes. */
const refusals: Readonly<Record<string, Partial<WatchOptions>>> = {
  'refuses at once': {
    systemWatch: () => {
      throw new Error('ENOSPC: System limit for number of file watchers reached')
    },
  },
  'reports an error later': {
    systemWatch: (_files, { refused }) => {
      setImmediate(() => refused(new Error('EMFILE: too many open files')))
      return { close: async () => {} }
    },
  },
}

test.each(Object.entries(refusals))('where the system %s, edits are found by looking', async (_name, door) => {
  const { paths, settings, settleMs } = await inForce(() => {}, { ...door, unheardLookMs: 20 })
  await expect.poll(() => settings.watchTrouble, { timeout: 10_000 }).toContain('looked at every few seconds')
  await writeFile(paths.config, 'settle_ms: 7\n')
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(7)
  await writeFile(paths.config, 'orchestrators: { other: { private_workspace: . } }\nsettle_ms: 8\n')
  await expect.poll(() => settings.problems.length, { timeout: 10_000 }).toBe(1)
  const text = 'id: other\nselector_agent: a\nagents: { a: { provider: practice } }\n'
  await writeFile(join(paths.root, 'orchestrator.yaml'), text)
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(8)
  await mkdir(paths.runbooks, { recursive: true })
  await writeFile(
    join(paths.runbooks, 'jobs.toml'),
    '[queue.jobs]\ntype = "persisted"\nvars = ["title"]\n[worker.jobs]\nsource = { queue = "jobs" }\nhandler = { pipeline = "p" }\n[pipeline.p]\nvars = ["title"]\n[[pipeline.p.step]]\nname = "one"\nrun = "true"\n',
  )
  await expect.poll(() => [...settings.effective.runbooks.keys()], { timeout: 10_000 }).toEqual(['jobs'])
})

test('what a watch says nothing of is found by looking, too', async () => {
  const silent: SystemWatch = (_files, { ready }) => {
    ready()
    return { close: async () => {} }
  }
  const { paths, settings, settleMs } = await inForce(() => {}, { systemWatch: silent, lookMs: 20 })
  expect(settings.watchTrouble).toBeNull()
  await writeFile(paths.config, 'settle_ms: 7\n')
  await expect.poll(settleMs, { timeout: 10_000 }).toBe(7)
})
