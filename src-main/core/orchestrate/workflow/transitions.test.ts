import { describe, expect, test } from 'vitest'
import {
  begin,
  failure,
  free,
  invoked,
  play,
  review,
  runOf,
  started,
  success,
  task,
  unsaid,
} from '../../../testing/runs/test-run'
import type { RunEvent } from './run-events'
import { unsaidWork, workOf } from './run-state'
import { moved } from './transitions'

const ok = (): RunEvent[] => [started, success()]
const no = (): RunEvent[] => [started, success({ decision: 'reject', feedback: 'again' })]
const yes = (): RunEvent[] => [started, success({ decision: 'approve' })]
const fail = (): RunEvent[] => [started, failure()]

describe('a run', () => {
  test('goes through its steps in order and succeeds after the last', () => {
    const run = runOf([task('a'), task('b'), task('c', { next: 'done' }), task('d')])
    expect(play(run, begin).next).toMatchObject({ kind: 'attempt', step: { id: 'a' }, attempt: 1 })
    expect(play(run, begin, ...ok()).next).toMatchObject({ kind: 'attempt', step: { id: 'b' } })
    expect(play(run, begin, ...ok(), ...ok(), ...ok()).run.phase).toBe('succeeded')
  })

  test('runs what a step needs before it', () => {
    const run = runOf([task('a', { next: 'c' }), task('b'), task('c', { needs: ['b'] })])
    expect(play(run, begin, ...ok()).next).toMatchObject({ step: { id: 'b' } })
    expect(play(run, begin, ...ok(), ...ok()).next).toMatchObject({ step: { id: 'c' } })
  })

  test('tries a failed step again as often as it may, then asks a person or fails, as its policy says', () => {
    const asking = play(runOf([task('a')]), begin, ...fail(), ...fail())
    expect(asking.next).toMatchObject({ kind: 'ask', question: { kind: 'spent', stepId: 'a', reason: 'it broke' } })
    const failing = play(runOf([task('a', { when_spent: 'fail' })]), begin, ...fail(), ...fail())
    expect(failing.run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
    const hopeless = play(runOf([task('a', { when_spent: 'fail' })]), begin, started, failure(false))
    expect(hopeless.run.phase).toBe('failed')
  })

  test('does about an error of its provider what its step says, apart from its other failures', () => {
    const error = (kind: 'billing' | 'no_internet'): RunEvent[] => [started, { ...failure(false), error: kind }]
    const on_error = [
      { match: 'no_internet', action: 'resume', attempts: 2, again: { prompt: 'more', resumes: true } },
      { match: 'rate_limited', action: 'fail' },
    ]
    const run = runOf([task('a', { on_error, when_spent: 'fail' })])
    const twice = [...error('no_internet'), ...fail(), ...error('no_internet')]
    expect(play(run, begin, ...twice).next).toMatchObject({ kind: 'attempt', attempt: 4 })
    const asked = { kind: 'ask', question: { kind: 'spent', reason: 'it broke' } }
    expect(play(run, begin, ...twice, ...error('no_internet')).next).toMatchObject(asked)
    expect(play(run, begin, ...error('billing')).next).toMatchObject(asked)
    expect(play(run, begin, ...twice, ...fail()).run.phase).toBe('failed')
  })

  test('does not count an interrupted attempt', () => {
    const run = runOf([task('a', { when_spent: 'fail' })])
    const interrupted: RunEvent = { kind: 'attempt_interrupted', used: free }
    const at = play(run, begin, ...[1, 2, 3].flatMap(() => [started, invoked, interrupted]), ...fail())
    expect(at.next).toMatchObject({ kind: 'attempt', step: { id: 'a' }, attempt: 5 })
  })

  test('follows a review, with its feedback in the state, and asks once it keeps rejecting', () => {
    const run = runOf([task('build'), review('check', 'done', 'build')])
    const once = play(run, begin, ...ok(), ...no())
    expect(once.run.state).toMatchObject({ check_feedback: 'again' })
    expect(once.next).toMatchObject({ kind: 'attempt', step: { id: 'build' }, attempt: 2 })
    expect(play(run, begin, ...ok(), ...no(), ...ok(), ...yes()).run.phase).toBe('succeeded')
    const twice = play(run, begin, ...ok(), ...no(), ...ok(), ...no())
    expect(twice.next).toMatchObject({ kind: 'ask', question: { kind: 'review_loop', stepId: 'check' } })
  })

  test('that keeps succeeding with the very same outputs asks', () => {
    const run = runOf([task('a', { next: 'b' }), task('b', { next: 'a' })])
    const same: RunEvent[] = [started, success({ outputHash: 'same' })]
    const at = play(run, begin, ...same, ...ok(), ...same, ...ok(), ...same)
    expect(at.next).toMatchObject({ kind: 'ask', question: { kind: 'no_progress', stepId: 'a' } })
  })

  test('that makes too many attempts asks', () => {
    const run = runOf([task('a', { next: 'b' }), task('b', { next: 'a' })], { max_total_iterations: 3 })
    expect(play(run, begin, ...ok(), ...ok(), ...ok()).next).toMatchObject({ kind: 'ask' })
  })

  test.each([
    ['retry', { kind: 'attempt', step: { id: 'a' }, attempt: 3 }, 'running'],
    ['skip', { kind: 'attempt', step: { id: 'b' }, attempt: 1 }, 'running'],
    ['cancel', { kind: 'over' }, 'canceled'],
  ] as const)('that waits goes on as decided: %s', (choice, next, phase) => {
    const run = runOf([task('a'), task('b')])
    const at = play(
      run,
      begin,
      ...fail(),
      ...fail(),
      { kind: 'asked_person', decisionId: 'd1' },
      { kind: 'decided', choice, text: ' try the other way ' },
    )
    expect(at.next).toMatchObject(next)
    expect(at.run.phase).toBe(phase)
    if (choice === 'retry') expect(at.run.guidance).toBe('try the other way')
  })

  test('asks what its agent asks, and asks when its item has used up what it may cost', () => {
    const run = runOf([task('a')])
    const asked = play(run, begin, started, { kind: 'blocked', why: 'asked', question: 'Which one?', used: free })
    expect(asked.next).toEqual({
      kind: 'ask',
      question: { kind: 'asked', stepId: 'a', reason: 'Which one?' },
      decisionId: 'dec-000001-1',
    })
    expect(play(run, begin, { kind: 'over_budget', reason: 'r' }).next).toMatchObject({ kind: 'ask' })
  })

  test('asks for the word of an attempt alone, as often as it is owed, and what succeeds then speaks for that work', () => {
    const run = runOf([task('a', { when_spent: 'fail' }), task('b')])
    const owed = play(run, begin, started, unsaid)
    expect(owed.next).toMatchObject({ kind: 'attempt', step: { id: 'a' }, attempt: 2 })
    const interrupted: RunEvent = { kind: 'attempt_interrupted', used: free }
    const given = play(run, begin, started, unsaid, started, unsaid, started, invoked, interrupted, started, success())
    expect(given.run.steps.a?.map(({ state, speaksFor }) => [state, speaksFor])).toEqual([
      ['failed', undefined],
      ['failed', 1],
      ['interrupted', 1],
      ['succeeded', 1],
    ])
    expect(given.next).toMatchObject({ kind: 'attempt', step: { id: 'b' }, attempt: 1 })
    expect(workOf(given.run, 'a', 4)).toBe(1)
    expect(given.run.failures).toBe(0)
  })

  test('does the work of a step anew when a person decides so, whose word was owed', () => {
    const asked: RunEvent = { kind: 'blocked', why: 'silent', question: 'no word', used: free }
    const waits = play(runOf([task('a')]), begin, started, unsaid, started, asked)
    expect(waits.next).toMatchObject({ kind: 'ask', question: { kind: 'silent', stepId: 'a' } })
    const decided = [
      { kind: 'asked_person', decisionId: 'd' },
      { kind: 'decided', choice: 'retry', text: '' },
    ] as const
    expect(unsaidWork(play(waits.run, ...decided).run, 'a')).toBeNull()
  })

  test('asks for no word once it has made as many attempts as it may, or used up what it may cost', () => {
    const often = play(runOf([task('a')], { max_total_iterations: 1 }), begin, started, unsaid)
    expect(often.next).toMatchObject({ kind: 'ask', question: { kind: 'silent' } })
    const dear: RunEvent = { kind: 'attempt_unsaid', reason: 'no word', used: { usd: 3, estimated: false } }
    const spent = play(runOf([task('a')], { max_usd: 2 }), begin, started, dear)
    expect(spent.next).toMatchObject({ kind: 'ask', question: { kind: 'over_budget' } })
  })

  test('that is over stays as it is, whatever happens', () => {
    const over = play(runOf([task('a')]), begin, { kind: 'canceled', reason: 'enough' }).run
    for (const event of [started, success(), failure(), begin] as const) {
      expect(moved(over, event, 9)).toEqual({ run: over, next: { kind: 'over' } })
    }
  })

  test('keeps what was told it for the next attempt, until one that knew of it succeeds', () => {
    const told: RunEvent = { kind: 'noted', from: 'ann', text: 'use the blue one' }
    const run = runOf([task('a'), task('b')])
    const before = play(run, begin, told, started)
    expect(before.run.notes).toHaveLength(1)
    expect(moved(before.run, failure(), 2).run.notes).toHaveLength(1)
    expect(moved(before.run, success(), 2).run.notes).toEqual([])
    expect(play(run, begin, started, told, success()).run.notes).toMatchObject([{ text: 'use the blue one' }])
  })

  test('an attempt that never was invoked leaves nothing behind', () => {
    const at = play(runOf([task('a')]), begin, started, { kind: 'attempt_interrupted', used: free })
    expect(at).toMatchObject({ run: { iterations: 0, steps: { a: [] } }, next: { kind: 'attempt', attempt: 1 } })
  })

  test('adds up what its attempts cost, and says when a part of it was reckoned', () => {
    const at = play(
      runOf([task('a'), task('b')]),
      begin,
      ...[started, success({ used: { usd: 0.5, estimated: false } })],
      ...[started, success({ used: { usd: 0.25, estimated: true } })],
    )
    expect(at.run).toMatchObject({ phase: 'succeeded', costUsd: 0.75, costEstimated: true })
  })
})

describe('a step whose attempts are spent', () => {
  const steps = [task('a', { on_fail: 'mend', next: 'c' }), task('mend', { next: 'c' }), task('c')]

  test('goes where its on_fail leads', () => {
    const at = play(runOf(steps), begin, ...fail(), ...fail())
    expect(at.next).toMatchObject({ kind: 'attempt', step: { id: 'mend' } })
    expect(play(at.run, ...ok(), ...ok()).run.phase).toBe('succeeded')
  })

  test('asks once its on_fail leads round in circles', () => {
    const circle = [task('a', { on_fail: 'b' }), task('b', { on_fail: 'a' })]
    let at = play(runOf(circle, { max_total_iterations: 6 }), begin)
    for (let turn = 0; turn < 20 && at.next.kind === 'attempt'; turn++) at = play(at.run, ...fail())
    expect(at.next).toMatchObject({ kind: 'ask', question: { kind: 'no_progress' } })
  })
})

describe('a run that ends', () => {
  const steps = [task('a', { when_spent: 'fail' }), task('well'), task('sorry', { when_spent: 'fail' }), task('undo')]
  const chains = { on_done: 'well', on_fail: 'sorry', on_cancel: 'undo' }
  const cancel = (reason: string): RunEvent => ({ kind: 'canceled', reason })
  const run = runOf(steps, {}, chains)

  test('goes through the steps for how it ends first, and through no others', () => {
    const done = play(run, begin, ...ok())
    expect(done.next).toMatchObject({ kind: 'attempt', step: { id: 'well' } })
    expect(play(done.run, ...ok()).run).toMatchObject({ phase: 'succeeded', reason: null })
    const broken = play(run, begin, started, failure(false))
    expect(broken).toMatchObject({ run: { phase: 'running' }, next: { step: { id: 'sorry' } } })
    expect(play(broken.run, ...ok()).run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
    const canceled = play(run, begin, started, cancel('enough'))
    expect(canceled.next).toMatchObject({ kind: 'attempt', step: { id: 'undo' }, attempt: 1 })
    expect(play(canceled.run, ...ok()).run).toMatchObject({ phase: 'canceled', reason: 'enough' })
  })

  test('keeps its first reason, whatever happens on the way to its end', () => {
    const broken = play(run, begin, started, failure(false)).run
    expect(play(broken, started, failure(false)).run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
    expect(play(broken, started, cancel('enough')).run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
    const asking = play(broken, started, { kind: 'blocked', why: 'asked', question: 'Which?', used: free })
    expect(asking.run).toMatchObject({ phase: 'failed', reason: 'a: it broke' })
  })

  test('ends at once when it is canceled a second time', () => {
    const canceled = play(run, begin, started, cancel('enough'), started, cancel('now'))
    expect(canceled.run).toMatchObject({ phase: 'canceled', reason: 'enough' })
    expect(canceled.run.steps.undo).toMatchObject([{ state: 'failed', reason: 'now' }])
  })

  test('clears up although it has used up its time, its budget and its attempts', () => {
    const poor = runOf(
      [task('a', { when_spent: 'fail' }), task('sorry'), task('sorry2', { next: 'done' })],
      { max_total_iterations: 1, default_run_timeout_seconds: 1, max_usd: 0 },
      { on_fail: 'sorry', on_cancel: 'sorry' },
    )
    const failing = moved(play(poor, begin, started).run, failure(), 900)
    expect(failing.next).toMatchObject({ kind: 'attempt', step: { id: 'sorry' } })
    const clearing = moved(play(failing.run, started).run, success(), 5000)
    expect(clearing.next).toMatchObject({ kind: 'attempt', step: { id: 'sorry2' } })
    const late = moved(play(poor, begin, started).run, failure(), 5000)
    expect(late.next).toMatchObject({ kind: 'ask', question: { kind: 'timed_out' } })
    const ended = play(
      late.run,
      { kind: 'asked_person', decisionId: 'd' },
      { kind: 'decided', choice: 'cancel', text: '' },
    )
    expect(ended.next).toMatchObject({ kind: 'attempt', step: { id: 'sorry' } })
  })

  test('does not clear up what never began', () => {
    expect(play(run, cancel('enough')).run).toMatchObject({ phase: 'canceled', reason: 'enough' })
  })
})

describe('a run that may not go on for ever', () => {
  const answer = (choice: 'retry' | 'skip'): RunEvent[] => [
    { kind: 'asked_person', decisionId: 'd' },
    { kind: 'decided', choice, text: '' },
  ]

  test('asks when its attempts worked longer than it may, waiting apart, and gets the time anew', () => {
    const run = runOf([task('a'), task('b'), task('c')], { default_run_timeout_seconds: 10 })
    const a = moved(moved(play(run, begin).run, started, 100_000).run, success(), 106_000)
    expect(a.next.kind).toBe('attempt')
    const b = moved(moved(a.run, started, 900_000).run, success(), 904_000)
    expect(b.next).toMatchObject({ kind: 'ask', question: { kind: 'timed_out', stepId: 'c' } })
    const on = play(b.run, ...answer('retry'))
    expect(on.next).toMatchObject({ kind: 'attempt', step: { id: 'c' } })
    expect(moved(moved(on.run, started, 0).run, failure(), 9000).next).toMatchObject({ kind: 'attempt' })
    expect(moved(moved(on.run, started, 0).run, failure(), 11_000).next).toMatchObject({ kind: 'ask' })
  })

  test('asks when its time ended in an attempt, whatever is to follow when the step fails', () => {
    for (const policy of [{ when_spent: 'fail' }, { on_fail: 'b' }, { when_spent: 'escalate' }]) {
      const last = { limits: { max_retries: 0 }, ...policy }
      const run = runOf([task('a', last), task('b')], { default_run_timeout_seconds: 10 })
      const at = moved(play(run, begin).run, started, 100_000).run
      expect(moved(at, failure(), 110_000).next).toMatchObject({ kind: 'ask', question: { kind: 'timed_out' } })
      const early = moved(at, failure(), 109_000)
      expect(early.run.question?.kind).not.toBe('timed_out')
      const on = play(moved(at, failure(), 110_000).run, ...answer('retry'))
      expect(on.next).toMatchObject({ kind: 'attempt', step: { id: 'a' } })
    }
  })

  test('asks when its attempts cost more than it may, also before it tries again', () => {
    const run = runOf([task('a'), task('b')], { max_usd: 1 })
    const dear = { usd: 1.5, estimated: false }
    const question = { kind: 'over_budget', reason: 'Its attempts cost $1.50; the run may cost $1.00.' }
    const at = play(run, begin, started, success({ used: dear }))
    expect(at.next).toMatchObject({ kind: 'ask', question })
    expect(play(at.run, ...answer('retry')).next).toMatchObject({ kind: 'attempt', step: { id: 'b' } })
    expect(play(run, begin, started, { ...failure(), used: dear }).next).toMatchObject({ question })
  })

  test('may make as many attempts again once a person let it go on', () => {
    const run = runOf([task('a', { next: 'b' }), task('b', { next: 'a' })], { max_total_iterations: 3 })
    const asked = play(run, begin, ...ok(), ...ok(), ...ok())
    const on = play(asked.run, ...answer('retry'), ...ok(), ...ok())
    expect(on.next.kind).toBe('attempt')
    expect(play(on.run, ...ok()).next).toMatchObject({ kind: 'ask', question: { kind: 'no_progress' } })
  })

  test('asks under ids that follow from the run, each question under its own', () => {
    const run = runOf([task('a')])
    const asked = play(run, begin, ...fail(), ...fail())
    expect(asked.next).toMatchObject({ kind: 'ask', decisionId: 'dec-000001-1' })
    const again = play(asked.run, ...answer('retry'), ...fail(), ...fail())
    expect(again.next).toMatchObject({ kind: 'ask', decisionId: 'dec-000001-2' })
  })
})

describe('a run that is over', () => {
  const over = play(runOf([task('a'), task('b', { when_spent: 'fail' })]), begin, ...ok(), started, failure(false)).run
  const reopen = (stepId: string): RunEvent => ({ kind: 'reopened', stepId, keepsItem: true })

  test('goes on from the step a person names, with everything it made', () => {
    const settled = moved(over, { kind: 'settled' }, 2).run
    const on = moved(settled, reopen('b'), 3)
    expect(on).toMatchObject({ run: { phase: 'queued', settled: false, reason: null }, next: { kind: 'begin' } })
    expect(play(on.run, begin).next).toMatchObject({ kind: 'attempt', step: { id: 'b' }, attempt: 2 })
    expect(play(on.run, begin, ...ok()).run.phase).toBe('succeeded')
  })

  test('stays over for a step it does not have', () => {
    expect(moved(over, reopen('x'), 3)).toEqual({ run: over, next: { kind: 'over' } })
  })
})
