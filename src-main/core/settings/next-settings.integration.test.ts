import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { homeWith } from '../../testing/homes/settings-home'
import type { HomePaths } from '../ground/home-paths'
import { nextSettings } from './next-settings'
import { type LoadedSettings, loadSettings } from './settings'
import { problemSentence } from './yaml-file'

const config = (more = '', orchestrators = 'main: {}, other: {}'): string =>
  `providers: { tool: { kind: command, argv: [tool] } }\norchestrators: { ${orchestrators} }\n${more}`
const orchestrator = (id: string, provider = 'tool', model = 'one'): string =>
  `id: ${id}\nselector_agent: a\nagents:\n  a: { provider: ${provider}, model: ${model} }\n`
const runbook = (queue: string, run = 'make'): string => `[queue.${queue}]
type = "persisted"
vars = ["name"]

[worker.${queue}]
source = { queue = "${queue}" }
handler = { pipeline = "${queue}" }

[pipeline.${queue}]
vars = ["name"]

[[pipeline.${queue}.step]]
name = "go"
run = "${run}"
`

class Edited {
  readonly paths: HomePaths
  now: LoadedSettings
  refused: string[] = []

  private constructor(paths: HomePaths, now: LoadedSettings) {
    this.paths = paths
    this.now = now
  }

  static async home(files: Readonly<Record<string, string>> = {}): Promise<Edited> {
    const paths = await homeWith({
      'config.yaml': config(),
      'workspaces/main/orchestrator.yaml': orchestrator('main'),
      'workspaces/other/orchestrator.yaml': orchestrator('other'),
      ...files,
    })
    return new Edited(paths, await loadSettings(paths))
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.paths.root, name), text)
    await this.read()
  }

  async read(): Promise<void> {
    const { effective, refused } = await nextSettings(this.paths, this.now)
    this.now = effective
    this.refused = this.#sentences(refused)
  }

  get problems(): string[] {
    return this.#sentences(this.now.problems)
  }

  modelOf(id: string): string | undefined {
    return this.now.orchestrators.get(id)?.agents.a?.model
  }

  #sentences(problems: readonly Parameters<typeof problemSentence>[0][]): string[] {
    return problems.map((problem) => problemSentence(problem).replaceAll(`${this.paths.root}/`, ''))
  }
}

describe('an orchestrator', () => {
  test('whose file is edited wrongly goes on as it was, and takes the mended file', async () => {
    const home = await Edited.home()
    await home.write({ 'workspaces/main/orchestrator.yaml': orchestrator('main', 'tol', 'two') })
    expect(home.modelOf('main')).toBe('one')
    expect(home.problems).toEqual([
      'workspaces/main/orchestrator.yaml, line 4, column 18: agents.a.provider: there is no provider "tol"; the nearest is "tool".',
    ])
    await home.write({ 'workspaces/main/orchestrator.yaml': 'id: [\n', 'config.yaml': config('settle_ms: 5\n') })
    expect([home.modelOf('main'), home.now.settings.settle_ms, home.refused]).toEqual(['one', 5, []])
    await home.write({ 'workspaces/main/orchestrator.yaml': orchestrator('main', 'tool', 'two') })
    expect([home.modelOf('main'), home.problems]).toEqual(['two', []])
  })

  test('whose file is gone goes on as it was', async () => {
    const home = await Edited.home()
    await rm(join(home.paths.workspaces, 'main'), { recursive: true })
    await home.read()
    expect([home.modelOf('main'), home.problems]).toEqual(['one', [expect.stringContaining('It cannot be read')]])
  })

  test('that never was right cannot be used, and keeps no other edit from taking effect', async () => {
    const home = await Edited.home({ 'workspaces/other/orchestrator.yaml': 'id: other\n' })
    await home.write({ 'config.yaml': config('settle_ms: 6\n') })
    expect([home.modelOf('other'), home.now.settings.settle_ms, home.refused]).toEqual([undefined, 6, []])
  })

  test('that config.yaml no longer names is gone', async () => {
    const home = await Edited.home()
    await home.write({ 'config.yaml': config('', 'other: {}') })
    expect([[...home.now.orchestrators.keys()], home.problems, home.refused]).toEqual([['other'], [], []])
  })
})

describe('an edit of config.yaml', () => {
  test('that is wrong takes nothing from the edits of other files', async () => {
    const home = await Edited.home()
    await home.write({
      'config.yaml': 'settle_ms: soon\n',
      'workspaces/main/orchestrator.yaml': orchestrator('main', 'tool', 'two'),
    })
    expect([home.modelOf('main'), home.now.settings.settle_ms]).toEqual(['two', 2000])
    expect(home.refused).toEqual(['config.yaml, line 1, column 12: settle_ms: must be a number, not text.'])
  })

  test('under which an orchestrator that works would not is refused as a whole, until both fit', async () => {
    const home = await Edited.home()
    const renamed = config('settle_ms: 7\n').replace('tool: {', 'gadget: {')
    await home.write({ 'config.yaml': renamed, 'workspaces/other/orchestrator.yaml': orchestrator('other', 'gadget') })
    expect([home.now.settings.settle_ms, home.modelOf('main'), home.modelOf('other')]).toEqual([2000, 'one', 'one'])
    expect(home.refused).toEqual([
      'config.yaml: This edit is not in force: with it, the orchestrator "main" could no longer be used.',
      'workspaces/main/orchestrator.yaml, line 4, column 18: agents.a.provider: there is no provider "tool"; there is anthropic, openai, practice, gadget.',
    ])
    await home.write({ 'workspaces/main/orchestrator.yaml': orchestrator('main', 'gadget', 'two') })
    expect([home.now.settings.settle_ms, home.modelOf('main'), home.modelOf('other')]).toEqual([7, 'two', 'one'])
    expect([home.refused, home.problems]).toEqual([[], []])
  })

  test('that moves the workspaces takes effect once they are there, and is watched there meanwhile', async () => {
    const home = await Edited.home()
    await writeFile(home.paths.config, config('workspaces_path: moved\n'))
    const next = await nextSettings(home.paths, home.now)
    expect(next.watched).toContain(join(home.paths.root, 'moved', 'main', 'orchestrator.yaml'))
    expect(next.watched).toContain(join(home.paths.workspaces, 'main', 'orchestrator.yaml'))
    expect(next.refused[0]?.sentence).toContain('the orchestrator "main" could no longer be used')
    for (const id of ['main', 'other']) await mkdir(join(home.paths.root, 'moved', id), { recursive: true })
    await home.write({
      'moved/main/orchestrator.yaml': orchestrator('main', 'tool', 'moved'),
      'moved/other/orchestrator.yaml': orchestrator('other'),
    })
    expect([home.modelOf('main'), home.refused]).toEqual(['moved', []])
  })
})

describe('a runbook', () => {
  const step = (home: Edited, queue: string) => home.now.runbooks.get(queue)?.pipeline?.steps[0]

  test('that is edited wrongly keeps its queues as they were, and new ones are found', async () => {
    const home = await Edited.home({ 'runbooks/build.toml': runbook('build') })
    expect(step(home, 'build')).toMatchObject({ run: 'make' })
    await home.write({
      'runbooks/build.toml': runbook('build', 'make all').replace('vars = ["name"]', 'vrs = ["name"]'),
      'runbooks/docs.toml': runbook('docs'),
    })
    expect(step(home, 'build')).toMatchObject({ run: 'make' })
    expect([...home.now.runbooks.keys()].sort()).toEqual(['build', 'docs'])
    expect(home.problems[0]).toContain('runbooks/build.toml, line ')
    await home.write({ 'runbooks/build.toml': runbook('build', 'make all') })
    expect(step(home, 'build')).toMatchObject({ run: 'make all' })
    expect(home.problems).toEqual([])
  })

  test('that is deleted takes its queues with it', async () => {
    const home = await Edited.home({ 'runbooks/build.toml': runbook('build') })
    await rm(join(home.paths.runbooks, 'build.toml'))
    await home.read()
    expect([[...home.now.runbooks.keys()], home.problems]).toEqual([[], []])
  })

  test('that gives a queue which another has changes nothing of the other', async () => {
    const home = await Edited.home({ 'runbooks/build.toml': runbook('build') })
    await home.write({ 'runbooks/a.toml': runbook('build', 'make something else') })
    expect(step(home, 'build')).toMatchObject({ run: 'make' })
    expect(home.problems).toHaveLength(1)
  })

  test('that works keeps an edit of config.yaml out under which it would not', async () => {
    const agent = `${runbook('build').replace('run = "make"', 'run = { agent = "a" }')}
[agent.a]
provider = "gadget"
prompt = "Go"
`
    const gadget = 'gadget: { kind: command, argv: [gadget] }'
    const withGadget = config().replace('providers: {', `providers: { ${gadget},`)
    const home = await Edited.home({ 'config.yaml': withGadget, 'runbooks/build.toml': agent })
    expect([...home.now.runbooks.keys()]).toEqual(['build'])
    await home.write({ 'config.yaml': config('settle_ms: 8\n') })
    expect(home.refused[0]).toContain('the queue "build" could no longer be used')
    expect(home.now.settings.settle_ms).toBe(2000)
  })
})
