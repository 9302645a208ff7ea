import { existsSync, readFileSync } from 'node:fs'
import { chmod, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Decision } from '#shared/decision'
import type { RunDetail, RunRow } from '#shared/run'
import type { Core } from '../../core/home/core'
import { message, TestHome, until } from './test-home'

/**
 * A scripted agent as JavaScript, for every step and for selectors alike: `done` writes the outputs and hands in, `block` only
 * hands in, `choose` answers as a selector, `gate` waits until a file of the home is there.
 */
const agentFrame = (body: string): string => `
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
const [contextPath, provider] = process.argv.slice(2)
const prompt = readFileSync(0, 'utf8')
const context = JSON.parse(readFileSync(contextPath, 'utf8'))
const { stepId = context.selectorId === undefined ? 'answer' : 'select', attempt = 1, outputPaths = {}, runFolder } = context
const home = import.meta.dirname
const note = (file, line) => appendFileSync(join(home, file), line + '\\n')
const say = (words) => process.stdout.write(words)
const block = (result) => say('Some words.\\n[workflow_result]' + JSON.stringify(result) + '[/workflow_result]')
const write = (texts = {}) => {
  for (const [key, path] of Object.entries(outputPaths)) {
    mkdirSync(dirname(path), { recursive: true })
    const usual = key === 'decision' ? 'approve' : key + ' of ' + stepId + ' ' + attempt
    writeFileSync(path, texts[key] ?? usual)
  }
}
const done = (texts) => {
  write(texts)
  block({ status: 'complete', summary: stepId + ' is done' })
}
const fail = (words) => { process.stderr.write(words); process.exitCode = 1 }
const choose = (selectedWorkflow, more = {}) => say(JSON.stringify({
  selectorId: context.selectorId, status: 'selected', action: 'workflow_start', selectedWorkflow, reason: 'it fits', ...more,
}))
const gate = (name) => new Promise((resolve) => {
  const look = () => { if (existsSync(join(home, name))) { clearInterval(timer); resolve() } }
  const timer = setInterval(look, 20)
  look()
})
note('begun', stepId + ' ' + attempt)
${body}
`

const coder = join(import.meta.dirname, '../agents/scripted-coder.mjs')

/**
 * Settings of a provider whose program stands in for `claude` and `codex`; see `scripted-coder.mjs`. It waits for a gate when
 * one is named, and tells of its starts in the home's file `told`.
 */
export async function scriptedCoder(home: TestHome, waitsFor?: string): Promise<object> {
  const program = join(home.root, 'coder')
  const wait = waitsFor === undefined ? '' : `while [ ! -e "${join(home.root, waitsFor)}" ]; do sleep 0.05; done\n`
  await writeFile(program, `#!/bin/sh\n${wait}exec "${process.execPath}" "${coder}" "$@"\n`)
  await chmod(program, 0o755)
  return { binary: program, env: { SCRIPTED_LOG: join(home.root, 'told') } }
}

export interface WorkflowHomeOptions {
  readonly agent?: string
  readonly workflows?: readonly object[]
  /** Keys of `orchestrator.yaml` besides or in place of the usual ones. */
  readonly orchestrator?: object
  readonly agents?: Readonly<Record<string, object>>
  /** Keys of `config.yaml` besides or in place of the usual ones. */
  readonly config?: object
}

/** A home whose orchestrator has workflows, with agents that are real processes; all run the same script. */
export async function workflowHome(options: WorkflowHomeOptions): Promise<TestHome> {
  const home = await TestHome.create()
  const { agent = 'done()' } = options
  await writeFile(join(home.root, 'workflow-agent.mjs'), agentFrame(agent))
  await putOrchestrator(home, options)
  await putConfig(home, options.config)
  return home
}

/** The home's config.yaml as a person saves it. */
export async function putConfig(home: TestHome, config: object = {}): Promise<void> {
  const provider = (name: string): object => ({
    kind: 'command',
    argv: ['node', join(home.root, 'workflow-agent.mjs'), '{context_file}', name],
  })
  const usual = {
    providers: { scripted: provider('scripted'), second: provider('second') },
    orchestrators: { main: {} },
    channel_profiles: {
      panel: { channel: 'panel', orchestrator_id: 'main' },
      slack: { channel: 'slack', orchestrator_id: 'main' },
    },
    settle_ms: 100,
    retry: { base_ms: 20, cap_ms: 40 },
    breaker: { failures: 0 },
    // A test that fails is not kept waiting for its agents.
    drain_seconds: 0,
  }
  await save(home.paths.config, JSON.stringify({ ...usual, ...config }))
}

/** The home's orchestrator.yaml as a person saves it. */
export async function putOrchestrator(home: TestHome, options: WorkflowHomeOptions): Promise<void> {
  const usual = {
    id: 'main',
    selector_agent: 'router',
    agents: {
      router: { provider: 'scripted', can_orchestrate_workflows: true },
      worker: { provider: 'scripted' },
      other: { provider: 'second' },
      ...options.agents,
    },
    workflows: options.workflows ?? [],
    workflow_orchestration: { default_max_retries: 1 },
  }
  await save(orchestratorFile(home), JSON.stringify({ ...usual, ...options.orchestrator }))
}

/** Replaces a file as a whole, so that nobody reads half of it. */
export async function save(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

export function orchestratorFile(home: TestHome): string {
  return join(home.paths.workspaces, 'main', 'orchestrator.yaml')
}

export const task = (id: string, more: object = {}): object => ({
  id,
  type: 'agent_task',
  agent: 'worker',
  prompt: `Do ${id}: {{inputs.user_prompt}}`,
  outputs: ['result'],
  output_files: { result: '{{workflow.step_id}}.txt' },
  ...more,
})

export const review = (id: string, on_approve: string, on_reject: string, more: object = {}): object => ({
  ...task(id),
  type: 'agent_review',
  outputs: ['decision', 'feedback'],
  output_files: { decision: 'decision.txt', feedback: 'feedback.md' },
  on_approve,
  on_reject,
  ...more,
})

export const flow = (id: string, steps: readonly object[], more: object = {}): object => ({
  id,
  inputs: ['user_prompt'],
  steps,
  ...more,
})

/** The steps and attempts that agents were started for, in order; `select` for selectors. */
export function begun(home: TestHome, file = 'begun'): string[] {
  const path = join(home.root, file)
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
}

/** Lets agents go on that wait for this gate. */
export function openGate(home: TestHome, name: string): Promise<void> {
  return writeFile(join(home.root, name), '')
}

/** Counts of the message lane. */
export function counts(core: Core) {
  const lane = core.boardNow().lanes.find(({ name }) => name === 'queue')
  if (lane === undefined) throw new Error('there is no message lane')
  return { ...lane.counts, waiting: lane.waiting }
}

let put = 0

/** Puts a message in line, as a channel client does. Answers its file's stem. */
export async function send(home: TestHome, change: Parameters<typeof message>[0] = {}): Promise<string> {
  const stem = `sent-${put++}`
  await home.put(`${stem}.json`, message(change))
  return stem
}

/** Resolves once the message lane is so. */
export async function lane(core: Core, wanted: Partial<ReturnType<typeof counts>>): Promise<void> {
  const entries = Object.entries(wanted)
  await until(core, ({ lanes }) => {
    // Before the lane has been read its counts say nothing.
    if (lanes.find(({ name }) => name === 'queue')?.indexing !== false) return false
    const now: Record<string, number> = counts(core)
    return entries.every(([column, count]) => now[column] === count)
  })
}

export async function rows(core: Core): Promise<RunRow[]> {
  const query = { phase: 'all' as const, search: '', offset: 0, limit: 100 }
  const stop = new AbortController()
  for await (const window of core.runs.window(query, stop.signal)) {
    stop.abort()
    return window.rows
  }
  throw new Error('no window of the runs came')
}

/** A run once it is as wanted; the newest one when no id is given. */
export async function run(core: Core, wanted: (detail: RunDetail) => boolean, id?: string): Promise<RunDetail> {
  const found = id ?? (await newest(core)).id
  const stop = new AbortController()
  for await (const detail of core.runs.follow({ id: found }, stop.signal)) {
    if (!wanted(detail)) continue
    stop.abort()
    return detail
  }
  throw new Error(`${found} ended first`)
}

export const inPhase =
  (phase: RunRow['phase']) =>
  ({ row }: RunDetail): boolean =>
    row.phase === phase

/** The newest run, once there is one. */
async function newest(core: Core): Promise<RunRow> {
  const query = { phase: 'all' as const, search: '', offset: 0, limit: 1 }
  const stop = new AbortController()
  for await (const window of core.runs.window(query, stop.signal)) {
    const [row] = window.rows
    if (row === undefined) continue
    stop.abort()
    return row
  }
  throw new Error('no run came')
}

/** The open decision with a parked item, once there is one. */
export async function decision(core: Core): Promise<Decision> {
  const board = await until(
    core,
    ({ decisions, lanes }) => decisions?.[0] !== undefined && lanes.some(({ waiting }) => waiting > 0),
  )
  return core.decisions.show({ id: board.decisions?.[0]?.id ?? '' })
}
