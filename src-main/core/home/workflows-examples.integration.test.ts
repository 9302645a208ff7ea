import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TestHome } from '../../testing/homes/test-home'
import { begun, inPhase, lane, run, scriptedCoder, send } from '../../testing/homes/test-workflows'
import type { Core } from './core'

const fixtures = join(import.meta.dirname, '../../testing/homes')

interface Told {
  readonly program: string
  readonly step: string
  readonly attempt: number
  readonly cwd: string
  readonly args: string[]
  readonly prompt: string
}

/** The example files of a single agent, a team with review loops and a product desk, with scripted programs for claude and codex. */
async function exampleHome(): Promise<{ home: TestHome; core: Core; told: () => Told[] }> {
  const home = await TestHome.create()
  const config = (await readFile(join(fixtures, 'full.config.yaml'), 'utf8')).replaceAll('/srv/lanekeeper', home.root)
  const provider = JSON.stringify(await scriptedCoder(home))
  await writeFile(
    home.paths.config,
    `${config.replace('heartbeat_interval: 1800', 'heartbeat_interval: 0')}
providers: { anthropic: ${provider}, openai: ${provider} }
settle_ms: 100
drain_seconds: 0
`,
  )
  for (const folder of ['scratch', 'handbook']) await mkdir(join(home.root, folder))
  await cp(join(fixtures, 'workspaces'), home.paths.workspaces, { recursive: true })
  const core = await home.open()
  await core.supervisor.start()
  return { home, core, told: () => begun(home, 'told').map((line): Told => JSON.parse(line)) }
}

describe('the example files', () => {
  test('of a single agent answer a message in the agent’s own folder', async () => {
    const { home, core, told } = await exampleHome()
    await using _home = home
    await send(home, { channelProfileId: 'chat_profile', channel: 'discord', message: 'a poem' })
    await lane(core, { completed: 1 })
    const agentFolder = join(home.paths.workspaces, 'single_agent/agents/writer/workspace')
    expect(told()).toMatchObject([{ program: 'claude', step: 'generate', cwd: agentFolder }])
    const [answer] = await home.answers()
    expect(answer).toMatchObject({
      channel: 'discord',
      message: 'result by claude for generate 1',
      agent: 'writer',
    })
    expect(answer?.files).toEqual([])
  })

  test('of a product desk answer a message from a prompt file', async () => {
    const { home, core, told } = await exampleHome()
    await using _home = home
    await send(home, { channelProfileId: 'product_profile', message: 'Does it float?' })
    await lane(core, { completed: 1 })
    const [asked] = told()
    expect(asked?.prompt).toContain('Does it float?')
    expect(asked?.prompt).not.toContain('answer.prompt.md')
    expect((await home.answers())[0]?.message).toBe('artifact by claude for answer 1')
    expect(asked?.cwd).toBe(join(home.paths.workspaces, 'product_desk/workspace'))
  })

  test('of a team with review loops go from the selector through both reviews to the end', async () => {
    const { home, core, told } = await exampleHome()
    await using _home = home
    await send(home, {
      channelProfileId: 'delivery_profile',
      message: 'Add a bell',
      repository_url: 'file:///tmp/bell.git',
      base_branch: 'main',
      feature_branch: 'bell',
    })
    await lane(core, { completed: 1 })
    expect(told().map(({ program, step, attempt }) => `${program} ${step} ${attempt}`)).toEqual([
      'claude select 1',
      'codex clone 1',
      'codex plan 1',
      'claude plan_review 1',
      'codex plan 2',
      'claude plan_review 2',
      'codex build 1',
      'claude build_review 1',
      'codex build 2',
      'claude build_review 2',
      'codex hand_over 1',
    ])
    const { row, inputs, path, selection } = await run(core, inPhase('succeeded'))
    expect(selection).toMatchObject({ decidedBy: 'selector', asked: 1 })
    expect(inputs).toEqual({
      user_prompt: 'Add a bell',
      repository_url: 'file:///tmp/bell.git',
      base_branch: 'main',
      feature_branch: 'bell',
    })
    const promptOf = (step: string, attempt: number) =>
      told().find((one) => one.step === step && one.attempt === attempt)?.prompt ?? ''
    expect(promptOf('plan', 1)).toContain('if there was one:\n\n')
    expect(promptOf('plan', 2)).toContain('feedback by claude for plan_review 1')
    expect(promptOf('build', 1)).toContain('approved_plan by claude for plan_review 2')
    expect(promptOf('hand_over', 1)).toContain('summary by codex for build 2')
    expect(
      new Set(
        told()
          .slice(1)
          .map(({ cwd }) => cwd),
      ),
    ).toEqual(new Set([join(path, 'workspace')]))
    expect((await home.answers())[0]).toMatchObject({
      message: 'summary by codex for hand_over 1',
      files: [expect.stringContaining('/outputs/pr/pr_url__')],
      workflowRunId: row.id,
      agent: 'worker',
    })
    expect(row.costUsd).toBeCloseTo(0.04)
  })

  test('give agents the shared workspaces that are granted to them, and no others', async () => {
    const { home, core, told } = await exampleHome()
    await using _home = home
    await send(home, { channelProfileId: 'delivery_profile', message: 'Add a bell' })
    await lane(core, { completed: 1 })
    const given = (step: string): string[] => {
      const { args = [] } = told().find((one) => one.step === step) ?? {}
      return args.flatMap((word, at) => (args[at - 1] === '--add-dir' || folderAfter(args, at) ? [word] : []))
    }
    const scratch = join(home.root, 'scratch')
    const handbook = join(home.root, 'handbook')
    // The builder may use what its orchestrator may; the reader of builds names one of these.
    expect(given('build')).toEqual(expect.arrayContaining([scratch, handbook]))
    expect(given('build_review')).toContain(handbook)
    expect(given('build_review')).not.toContain(scratch)
    expect(told().flatMap(({ args }) => args)).not.toContain('/mnt/team/datasets')
    await send(home, { channelProfileId: 'product_profile', message: 'Does it float?' })
    await send(home, { channelProfileId: 'chat_profile', channel: 'discord', message: 'a poem' })
    await lane(core, { completed: 3 })
    expect(given('answer')).toContain(handbook)
    expect(given('answer')).not.toContain(scratch)
    expect(given('generate').join(' ')).not.toMatch(/handbook|scratch/)
  })
})

/** Whether a word is one of the several folders that follow one option of claude's. */
function folderAfter(args: readonly string[], at: number): boolean {
  const before = args.slice(0, at)
  const option = before.findLastIndex((word) => word.startsWith('-'))
  return before[option] === '--add-dir' && args[at]?.startsWith('/') === true
}
