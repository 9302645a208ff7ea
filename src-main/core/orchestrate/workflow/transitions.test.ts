import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOver, type RunState } from './run-state'
import { type Moved, moved, nextOf, type RunEvent } from './transitions'
import { WorkflowLimits, WorkflowSpec } from './workflow-spec'

const limits = (change: object = {}): WorkflowLimits =>
  WorkflowLimits.parse({ default_max_retries: 1, max_same_output: 3, max_total_iterations: 20, ...change })

function runOf(steps: object[], change: object = {}): RunState {
  return {
    id: 'run-000001',
    orchestratorId: 'main',
    workflow: WorkflowSpec.parse({ id: 'w', steps }),
    limits: limits(change),
    phase: 'queued',
    createdAt: 0,
    startedAt: null,
    updatedAt: 0,
    endedAt: null,
    item: null,
    channel: {},
    inputs: {},
    currentStep: null,
    iterations: 0,
    failures: 0,
    steps: {},
    state: {},
    guidance: null,
    question: null,
    decisionId: null,
    reason: null,
  }
}

const task = (id: string, change: object = {}): object => ({
  id,
  type: 'agent_task',
  agent: 'a',
  prompt: 'p',
  ...change,
})
const review = (id: string, onApprove: string, onReject: string): object => ({
  id,
  type: 'agent_review',
  agent: 'a',
  prompt: 'p',
  outputs: ['decision'],
  output_files: { decision: 'd' },
  on_approve: onApprove,
  on_reject: onReject,
})

let hashes = 0
const started: RunEvent = { kind: 'attempt_started', invocationId: null }
const success = (change: Partial<RunEvent & { kind: 'attempt_succeeded' }> = {}): RunEvent => ({
  kind: 'attempt_succeeded',
  summary: 's',
  outputs: {},
  outputHash: `h${hashes++}`,
  decision: null,
  feedback: null,
  ...change,
})
const failure = (retryable = true): RunEvent => ({ kind: 'attempt_failed', reason: 'it broke', retryable })

/** Feeds events; `ok`, `no`, `fail` … stand for an attempt that starts and ends so. */
function play(run: RunState, ...events: RunEvent[]): Moved {
  return events.reduce<Moved>((at, event) => moved(at.run, event, 1), nextOf(run))
}
const ok = (): RunEvent[] => [started, success()]
const no = (): RunEvent[] => [started, success({ decision: 'reject', feedback: 'again' })]
const yes = (): RunEvent[] => [started, success({ decision: 'approve' })]
const fail = (): RunEvent[] => [started, failure()]

describe('a run', () => {
  test('goes through its steps in order and succeeds after the last', () => {
    const run = runOf([task('a'), task('b'), task('c', { next: 'done' }), task('d')])
    expect(play(run, { kind: 'begun' }).next).toMatchObject({ kind: 'attempt', step: { id: 'a' }, attempt: 1 })
    expect(play(run, { kind: 'begun' }, ...ok()).next).toMatchObject({ kind: 'attempt', step: { id: 'b' } })
    expect(play(run, { kind: 'begun' }, ...ok(), ...ok(), ...ok()).run.phase).toBe('succeeded')
  })

  test('runs what a step needs before it', () => {
    const run = runOf([task('a', { next: 'c' }), task('b'), task('c', { needs: ['b'] })])
    expect(play(run, { kind: 'begun' }, ...ok()).next).toMatchObject({ step: { id: 'b' } })
    expect(play(run, { kind: 'begun' }, ...ok(), ...ok()).next).toMatchObject({ step: { id: 'c' } })
  })

  test('tries a failed step again as often as it may, then asks a person or fails, as its policy says', () => {
    const asking = play(runOf([task('a')]), { kind: 'begun' }, ...fail(), ...fail())
    expect(asking.next).toEqual({ kind: 'ask', question: { kind: 'spent', stepId: 'a', reason: 'it broke' } })
    const failing = play(runOf([task('a', { when_spent: 'fail' })]), { kind: 'begun' }, ...fail(), ...fail())
    expect(failing.run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
    const hopeless = play(runOf([task('a', { when_spent: 'fail' })]), { kind: 'begun' }, started, failure(false))
    expect(hopeless.run.phase).toBe('failed')
  })

  test('does not count an interrupted attempt', () => {
    const run = runOf([task('a', { when_spent: 'fail' })])
    const interrupted: RunEvent = { kind: 'attempt_interrupted' }
    const at = play(run, { kind: 'begun' }, started, interrupted, started, interrupted, started, interrupted, ...fail())
    expect(at.next).toMatchObject({ kind: 'attempt', step: { id: 'a' }, attempt: 5 })
  })

  test('follows a review, with its feedback in the state, and asks once it keeps rejecting', () => {
    const run = runOf([task('build'), review('check', 'done', 'build')])
    const once = play(run, { kind: 'begun' }, ...ok(), ...no())
    expect(once.run.state).toMatchObject({ check_feedback: 'again' })
    expect(once.next).toMatchObject({ kind: 'attempt', step: { id: 'build' }, attempt: 2 })
    expect(play(run, { kind: 'begun' }, ...ok(), ...no(), ...ok(), ...yes()).run.phase).toBe('succeeded')
    const twice = play(run, { kind: 'begun' }, ...ok(), ...no(), ...ok(), ...no())
    expect(twice.next).toMatchObject({ kind: 'ask', question: { kind: 'review_loop', stepId: 'check' } })
  })

  test('that keeps succeeding with the very same outputs asks', () => {
    const run = runOf([task('a', { next: 'b' }), task('b', { next: 'a' })])
    const same: RunEvent[] = [started, success({ outputHash: 'same' })]
    const at = play(run, { kind: 'begun' }, ...same, ...ok(), ...same, ...ok(), ...same)
    expect(at.next).toMatchObject({ kind: 'ask', question: { kind: 'no_progress', stepId: 'a' } })
  })

  test('that makes too many attempts asks', () => {
    const run = runOf([task('a', { next: 'b' }), task('b', { next: 'a' })], { max_total_iterations: 3 })
    expect(play(run, { kind: 'begun' }, ...ok(), ...ok(), ...ok()).next).toMatchObject({ kind: 'ask' })
  })

  test.each([
    ['retry', { kind: 'attempt', step: { id: 'a' }, attempt: 3 }, 'running'],
    ['skip', { kind: 'attempt', step: { id: 'b' }, attempt: 1 }, 'running'],
    ['cancel', { kind: 'over' }, 'canceled'],
  ] as const)('that waits goes on as decided: %s', (choice, next, phase) => {
    const run = runOf([task('a'), task('b')])
    const at = play(
      run,
      { kind: 'begun' },
      ...fail(),
      ...fail(),
      { kind: 'asked_person', decisionId: 'd1' },
      { kind: 'decided', choice, text: ' try the other way ' },
    )
    expect(at.next).toMatchObject(next)
    expect(at.run.phase).toBe(phase)
    if (choice === 'retry') expect(at.run.guidance).toBe('try the other way')
  })

  test('asks what its agent asks, and asks when it takes too long or costs too much', () => {
    const run = runOf([task('a')])
    const asked = play(run, { kind: 'begun' }, started, { kind: 'blocked', question: 'Which one?' })
    expect(asked.next).toEqual({ kind: 'ask', question: { kind: 'asked', stepId: 'a', reason: 'Which one?' } })
    expect(play(run, { kind: 'begun' }, started, { kind: 'timed_out' }).next).toMatchObject({ kind: 'ask' })
    expect(play(run, { kind: 'begun' }, { kind: 'over_budget', reason: 'r' }).next).toMatchObject({ kind: 'ask' })
  })

  test('that is over stays as it is, whatever happens', () => {
    const over = play(runOf([task('a')]), { kind: 'begun' }, { kind: 'canceled', reason: 'enough' }).run
    for (const event of [started, success(), failure(), { kind: 'timed_out' } as const]) {
      expect(moved(over, event, 9)).toEqual({ run: over, next: { kind: 'over' } })
    }
  })
})

describe('whatever happens, in whatever order', () => {
  const ids = ['a', 'b', 'c', 'd']
  const anyTarget = fc.constantFrom(...ids, 'done')
  const anyStep = (id: string): fc.Arbitrary<object> =>
    fc.oneof(
      fc
        .record({ next: fc.option(anyTarget, { nil: undefined }), when: fc.constantFrom('fail', 'escalate') })
        .map(({ next, when }) => task(id, { ...(next === undefined ? {} : { next }), when_spent: when })),
      fc.tuple(anyTarget, anyTarget).map(([approve, reject]) => review(id, approve, reject)),
    )
  const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
    fc.constant<RunEvent>({ kind: 'begun' }),
    fc.constant(started),
    fc
      .record({
        outputHash: fc.constantFrom('x', 'y', 'z'),
        decision: fc.constantFrom('approve' as const, 'reject' as const, null),
      })
      .map((change) => success(change)),
    fc.boolean().map(failure),
    fc.constant<RunEvent>({ kind: 'attempt_interrupted' }),
    fc.constant<RunEvent>({ kind: 'blocked', question: 'q' }),
    fc.constant<RunEvent>({ kind: 'timed_out' }),
    fc.constant<RunEvent>({ kind: 'over_budget', reason: 'r' }),
    fc.constant<RunEvent>({ kind: 'asked_person', decisionId: 'd' }),
    fc
      .constantFrom('retry' as const, 'skip' as const, 'cancel' as const)
      .map((choice): RunEvent => ({ kind: 'decided', choice, text: '' })),
    fc.constant<RunEvent>({ kind: 'canceled', reason: 'c' }),
  )

  test('a run that is not over has exactly one thing next, the same after a crash', () => {
    const anySteps = fc.tuple(...ids.map(anyStep))
    fc.assert(
      fc.property(anySteps, fc.array(anyEvent, { maxLength: 60 }), (steps, events) => {
        let at = moved(runOf(steps), { kind: 'begun' }, 0)
        for (const event of events) {
          at = moved(at.run, event, 1)
          expect(nextOf(at.run)).toEqual(at)
          expect(at.next.kind === 'over').toBe(isOver(at.run.phase))
          expect(at.run.phase === 'waiting').toBe(at.next.kind === 'ask' || at.next.kind === 'wait')
          if (at.next.kind === 'attempt') expect(at.run.phase).toBe('running')
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a driver that always answers with retry and succeeds in the end reaches the end', () => {
    const anySteps = fc.tuple(...ids.map(anyStep))
    fc.assert(
      fc.property(anySteps, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 100 }), (steps, luck) => {
        let at = moved(runOf(steps), { kind: 'begun' }, 0)
        for (let turn = 0; turn < 400 && at.next.kind !== 'over'; turn++) {
          at = turned(at, turn < 200 ? (luck[turn] ?? 0) : 4)
        }
        expect(isOver(at.run.phase)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  function turned(at: Moved, luck: number): Moved {
    switch (at.next.kind) {
      case 'attempt': {
        const running = moved(at.run, started, 1)
        return moved(running.run, luck === 1 ? failure() : success({ decision: luck === 2 ? 'reject' : 'approve' }), 1)
      }
      case 'ask':
        return moved(at.run, { kind: 'asked_person', decisionId: 'd' }, 1)
      case 'wait':
        return moved(at.run, { kind: 'decided', choice: luck === 4 ? 'cancel' : 'retry', text: '' }, 1)
      case 'over':
        return at
    }
  }
})
