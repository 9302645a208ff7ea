import { describe, expect, test } from 'vitest'
import { startAnthropicModel } from '../../../e2e/models/anthropic-model'
import { startOpenaiModel } from '../../../e2e/models/openai-model'
import { wishing } from '../../../e2e/models/wish'
import { until } from '../homes/test-home'
import { counts, gate, RealHome, realPrograms } from './real-home'

const programs = [
  { name: 'claude', provider: 'anthropic', start: startAnthropicModel },
  { name: 'codex', provider: 'openai', start: startOpenaiModel },
] as const

const skipped = realPrograms === null ? ' (skipped: run `npm run test:providers`)' : ''

const workflows = `workflows:
  - id: answer
    inputs: [user_prompt]
    steps: [{ id: say, type: agent_task, agent: default, prompt: "{{inputs.user_prompt}}", outputs: [], output_files: {} }]
workflow_orchestration: { default_max_retries: 1 }
`
const block = '[workflow_result]{"status":"complete","summary":"turn {turns}"}[/workflow_result]'
const answered = wishing({ text: block })
const config = 'limits: { max_attempts: 3 }\nretry: { base_ms: 10, cap_ms: 20 }\nbreaker: { failures: 0 }\n'

const tooLong = {
  anthropic: { type: 'invalid_request_error', message: 'prompt is too long: 213462 tokens > 200000 maximum' },
  openai: {
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
  },
}

describe.skipIf(realPrograms === null).each(programs)(
  `a conversation with the real $name${skipped}`,
  { timeout: 90_000 },
  ({ provider, start }) => {
    const opened = (
      model: Awaited<ReturnType<typeof start>>,
      change: Partial<Parameters<typeof RealHome.open>[0]> = {},
    ) => RealHome.open({ provider, model, permissions: 'full', config, ...change })

    test('is gone on with by the step of a workflow, and begun anew by its retry after a failure', async () => {
      await using model = await start()
      await using home = await opened(model, { agent: ', can_orchestrate_workflows: true', orchestrator: workflows })
      await home.core.supervisor.start()
      expect(await home.ask(answered, 'c-1')).toContain('turn 1')
      expect(await home.ask(answered, 'c-1')).toContain('turn 2')
      expect(await home.newest()).toMatchObject({ conversation: 'resumed' })
      expect(await home.ask(answered, 'c-2')).toContain('turn 1')
      expect(await home.ask(wishing({ text: block, status: 500, longerThan: 1 }), 'c-1')).toContain('turn 1')
      expect(await home.newest()).toMatchObject({ conversation: 'fresh', status: 'succeeded' })
    })

    test('that became too long is begun anew once, at no cost of an attempt, and refused only when that is too long as well', async () => {
      await using model = await start()
      await using home = await opened(model)
      await home.core.supervisor.start()
      expect(await home.ask('hello', 'c-1')).toBe('turn 1')
      const long = { status: 400, error: tooLong[provider] }
      expect(await home.ask(wishing({ ...long, longerThan: 1 }), 'c-1')).toBe('turn 1')
      expect(await home.newest()).toMatchObject({ attempt: 1, status: 'succeeded' })
      // The one shortens a conversation by itself that became too long.
      if (provider === 'openai') expect(await home.newest()).toMatchObject({ conversation: 'fresh' })
      const before = (await home.core.invocations.recent({ limit: 50 })).length
      expect(await home.ask(wishing(long), 'c-1')).toContain('could not be answered')
      expect((await home.core.invocations.recent({ limit: 50 })).length - before).toBe(2)
      expect(await home.newest()).toMatchObject({ conversation: 'fresh', attempt: 1, status: 'failed' })
    })

    test('whose step hands in no word of how it went is asked for that in its own session, and then a person', async () => {
      await using model = await start()
      await using home = await opened(model, { agent: ', can_orchestrate_workflows: true', orchestrator: workflows })
      await home.core.supervisor.start()
      await home.put(wishing({ text: 'I did all of it.' }), 'c-1')
      const board = await until(home.core, ({ decisions = [] }) => decisions.length === 1)
      expect(board.decisions).toHaveLength(1)
      const runs = await home.core.invocations.recent({ limit: 50 })
      expect(runs.map(({ conversation, status }) => [conversation, status])).toEqual([
        ['resumed', 'succeeded'],
        ['resumed', 'succeeded'],
        ['fresh', 'succeeded'],
      ])
      expect(new Set(runs.map(({ sessionId }) => sessionId)).size).toBe(1)
      expect(counts(board)).toMatchObject({ active: 1 })
    })
  },
)

const hours = (count: number) => Math.floor(Date.now() / 1000) + count * 3600

describe.skipIf(realPrograms === null)(`the usage limits that codex tells${skipped}`, { timeout: 90_000 }, () => {
  test.each([
    ['plus', {}, 'open'],
    ['pro', {}, 'open'],
    ['free', {}, 'open'],
    ['team', {}, 'open'],
    ['plus', { resets_at: hours(2) }, 'parked'],
    ['pro', { resets_at: hours(142) }, 'parked'],
    ['free', { resets_at: hours(30) }, 'parked'],
    ['enterprise', { resets_in_seconds: 7200 }, null],
  ])('of the plan %s with %o are understood, at no cost of an attempt', async (plan_type, when, state) => {
    await using model = await startOpenaiModel()
    await using home = await RealHome.open({ provider: 'openai', model, permissions: 'full', config })
    await home.core.supervisor.start()
    await home.put(wishing({ status: 429, error: { type: 'usage_limit_reached', plan_type, ...when } }))
    const board = await until(home.core, (now) => ['open', 'parked'].includes(gate(now, 'openai')?.state ?? ''))
    await until(home.core, (now) => counts(now)?.pending === 1)
    const run = await home.newest()
    expect(run).toMatchObject({ attempt: 1, failureClass: 'rate_limited' })
    if (state !== null) expect(gate(board, 'openai')?.state).toBe(state)
    if ('resets_at' in when)
      expect(Math.abs((gate(board, 'openai')?.until ?? 0) - when.resets_at * 1000)).toBeLessThanOrEqual(60_000)
  })
})
