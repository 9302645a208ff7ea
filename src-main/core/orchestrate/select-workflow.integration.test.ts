import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Invocation } from '#shared/invocation'
import type { ClaimedItem } from '../lane/work'
import { ProvidersSetting } from '../settings/provider-settings'
import { OrchestratorFile } from '../settings/settings-schema'
import type { AgentCall, AgentEnd } from './invoke-agent'
import { type Selected, selectWorkflow } from './select-workflow'
import { selectionFiles } from './selection-files'

const step = { id: 'one', type: 'shell', run: 'true' }
const message = { channel: 'slack', sender: 'ann', message: 'fix it', timestamp: 1, messageId: 'm1' }

/** Gives a selector these answers one after another, and tells what it was asked. */
async function selecting(
  ids: readonly string[],
  answers: readonly ((call: AgentCall) => AgentEnd)[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ selected: Selected; asked: AgentCall[]; kept: (name: 'result' | 'prompt' | 'log') => string }> {
  const workspace = await mkdtemp(join(tmpdir(), 'lanekeeper-select-'))
  try {
    const orchestrator = OrchestratorFile.parse({
      id: 'main',
      selector_agent: 'router',
      default_workflow: ids.at(-1),
      selection_max_retries: 1,
      agents: { router: { provider: 'practice', can_orchestrate_workflows: true } },
      workflows: ids.map((id) => ({ id, steps: [step] })),
    })
    const agent = orchestrator.agents.router
    const provider = ProvidersSetting.parse({}).practice
    if (agent === undefined || provider === undefined) throw new Error('no agent')
    const item: ClaimedItem = {
      lane: 'queue',
      id: 'm1@1',
      file: 'm1.json',
      claim: 'c',
      attempt: 1,
      lastAttempt: false,
      arrivedAt: 1,
      key: null,
      message: { ...message, ...more },
      room: { enter: async () => 'entered' },
    }
    const asked: AgentCall[] = []
    const selected = await selectWorkflow(
      {
        item,
        workspace,
        route: {
          ok: true,
          orchestratorId: 'main',
          orchestrator,
          agentId: 'router',
          agent,
          provider,
          isAddressed: false,
          text: message.message,
        },
        signal: new AbortController().signal,
        working: () => {},
      },
      async (call) => {
        asked.push(call)
        return answers[asked.length - 1]?.(call) ?? { kind: 'interrupted' }
      },
    )
    const texts = new Map<string, string>()
    if (selected.kind === 'workflow') {
      for (const [name, path] of Object.entries(selectionFiles(workspace, selected.selection.selectorId))) {
        texts.set(name, await readFile(path, 'utf8').catch(() => ''))
      }
    }
    return { selected, asked, kept: (name) => texts.get(name) ?? '' }
  } finally {
    await rm(workspace, { recursive: true })
  }
}

function idIn(call: AgentCall): string {
  return /sel-[0-9a-z]+/.exec(call.prompt)?.[0] ?? ''
}

const failing = (): AgentEnd => ({
  kind: 'failed',
  failureClass: 'timed_out',
  sentence: 'It took too long.',
  nextStep: null,
  retryable: true,
  invocation: null,
})

const held = (): AgentEnd => ({ kind: 'held', sentence: 'shut', nextStep: null, notBefore: 5, group: 'g' })

test('one workflow is started without asking anybody', async () => {
  const { selected, asked } = await selecting(['only'], [])
  expect(asked).toEqual([])
  expect(selected).toMatchObject({
    kind: 'workflow',
    workflow: { id: 'only' },
    selection: { decidedBy: 'only', asked: 0 },
  })
})

test('an answer that cannot be used is asked for again with what was wrong, then the default workflow is taken', async () => {
  const { selected, asked, kept } = await selecting(['fix', 'other'], [failing, failing])
  expect(asked.map(({ prompt }) => prompt.includes('could not be used: It took too long.'))).toEqual([false, true])
  expect(selected).toMatchObject({
    workflow: { id: 'other' },
    selection: { decidedBy: 'default', asked: 2, reason: 'It took too long.' },
  })
  expect(JSON.parse(kept('result'))).toMatchObject({ decidedBy: 'default', selectedWorkflow: 'other' })
  const events = kept('log')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event)
  expect(events).toEqual(['asked', 'answered', 'asked', 'answered', 'ended'])
  expect(kept('prompt')).toContain('fix it')
})

test('a selector that must wait for its provider leaves the message as it was', async () => {
  const { selected } = await selecting(['fix', 'other'], [held])
  expect(selected).toEqual({ kind: 'unselected', end: held() })
})

test('the question names this very selection, so that the answer to another is not taken for it', async () => {
  const { asked } = await selecting(['fix', 'other'], [failing, failing])
  expect(new Set(asked.map(idIn)).size).toBe(1)
  expect(asked[0]?.timeoutMs).toBe(30_000)
})

const invocation: Invocation = {
  ...{ id: 'inv-0001', lane: 'queue', itemId: 'i', itemFile: 'f', attempt: 1, agent: 'a', provider: 'p', model: null },
  ...{ argv: ['x'], cwd: '/', promptPath: '/p', contextPath: '', status: 'succeeded', pid: 1, processStartedAt: null },
  ...{ startedAt: 0, endedAt: 1, exitCode: 0, signal: null, timedOut: false, failureClass: null, reason: null },
  ...{ sessionId: null, usage: null, stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 },
}
const says =
  (more: object) =>
  (call: AgentCall): AgentEnd => ({
    kind: 'answered',
    text: JSON.stringify({ selectorId: idIn(call), status: 'selected', ...more }),
    invocation,
  })
const quiet = says({ action: 'no_response', reason: 'They talk to each other.' })

test('a message that its selector leaves unanswered starts nothing', async () => {
  const { selected } = await selecting(['fix', 'other'], [quiet])
  const sentence = 'Left unanswered, as its selector decided: They talk to each other.'
  expect(selected).toEqual({ kind: 'silent', sentence })
})

test('a message that need not be answered is left alone where its selector makes no choice', async () => {
  const { selected, asked } = await selecting(['fix', 'other'], [failing, failing], { isDirect: false })
  expect(asked).toHaveLength(2)
  expect(selected).toMatchObject({ kind: 'silent', sentence: expect.stringContaining('It took too long.') })
  const none = await selecting(['fix', 'other'], [says({ status: 'failed', reason: 'Chatter.' })], { isDirect: false })
  expect(none.selected).toMatchObject({ kind: 'silent', sentence: expect.stringContaining('Chatter.') })
})

test.each([{ isDirect: true }, { isMentioned: true }])(
  'one that is addressed to it (%j) is answered all the same',
  async (how) => {
    const { selected, asked, kept } = await selecting(['fix', 'other'], [quiet], how)
    expect(asked).toHaveLength(1)
    expect(selected).toMatchObject({ kind: 'workflow', workflow: { id: 'other' }, selection: { decidedBy: 'default' } })
    expect(kept('result')).toContain('It chose no_response')
  },
)

test('that nothing may be said is offered for messages that say that they are for nobody in particular', async () => {
  const offered = async (more: object): Promise<boolean> =>
    (await selecting(['fix', 'other'], [quiet], { ...more })).asked[0]?.prompt.includes('no_response') ?? false
  expect([await offered({}), await offered({ isDirect: false }), await offered({ isDirect: true })]).toEqual([
    false,
    true,
    false,
  ])
})

test('a selector that insists on what is not done here is refused by name, and no workflow is started in its place', async () => {
  const wish = says({ action: 'diagnostics_investigate' })
  const { selected, asked } = await selecting(['fix', 'other'], [wish, wish])
  expect(asked[1]?.prompt).toContain('could not be used: The selector asks for the action "diagnostics_investigate"')
  expect(selected).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('"diagnostics_investigate"') })
  const better = await selecting(['fix', 'other'], [wish, says({ action: 'workflow_start', selectedWorkflow: 'fix' })])
  expect(better.selected).toMatchObject({ kind: 'workflow', workflow: { id: 'fix' } })
})
