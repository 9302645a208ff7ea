import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOver } from '#shared/run'
import {
  begin,
  failure,
  free,
  invoked,
  review,
  runOf,
  started,
  success,
  task,
  unsaid,
} from '../../../testing/runs/test-run'
import type { Moved, RunEvent } from './run-events'
import { RunState } from './run-state'
import { moved, nextOf } from './transitions'

const ids = ['a', 'b', 'c', 'd', 'e']
const maybe = <Value>(key: string, value: fc.Arbitrary<Value>): fc.Arbitrary<object> =>
  fc.option(value, { nil: null }).map((made) => (made === null ? {} : { [key]: made }))
const anyTarget = fc.constantFrom(...ids, 'done')
const anyShared = (id: string): fc.Arbitrary<object> =>
  fc
    .tuple(
      maybe('on_fail', anyTarget),
      maybe('when_spent', fc.constantFrom('fail', 'escalate', 'done')),
      maybe('needs', fc.subarray(ids, { maxLength: 2 })),
    )
    .map((parts) => Object.assign({}, ...parts, { id }))
const anyStep = (id: string): fc.Arbitrary<object> =>
  fc.oneof(
    fc.tuple(anyShared(id), maybe('next', anyTarget)).map(([shared, next]) => task(id, { ...shared, ...next })),
    fc
      .tuple(anyShared(id), anyTarget, anyTarget)
      .map(([shared, approve, reject]) => ({ ...review(id, approve, reject), ...shared })),
    fc.tuple(anyShared(id), maybe('next', anyTarget)).map(([shared, next]) => ({
      ...shared,
      ...next,
      type: 'shell',
      run: 'true',
    })),
  )
const anyRun = fc
  .tuple(
    fc.tuple(...ids.map(anyStep)),
    maybe('on_done', anyTarget),
    maybe('on_fail', anyTarget),
    maybe('on_cancel', anyTarget),
    maybe('max_usd', fc.constantFrom(0, 2)),
    maybe('default_run_timeout_seconds', fc.constantFrom(1, 100)),
  )
  .map(([steps, done, fail, cancel, ...limits]) =>
    runOf(steps, Object.assign({}, ...limits), { ...done, ...fail, ...cancel }),
  )

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constant(begin),
  fc.constant(started),
  fc.constant(started),
  fc.constant(invoked),
  fc
    .record({
      outputHash: fc.constantFrom('x', 'y', 'z'),
      decision: fc.constantFrom('approve' as const, 'reject' as const, null),
      used: fc.constantFrom(free, { usd: 1, estimated: true }),
    })
    .map((change) => success(change)),
  fc.boolean().map(failure),
  fc.constant<RunEvent>({ kind: 'attempt_interrupted', used: free }),
  fc.constant(unsaid),
  fc.constant<RunEvent>({ kind: 'blocked', why: 'asked', question: 'q', used: free }),
  fc.constant<RunEvent>({ kind: 'over_budget', reason: 'r' }),
  fc.constant<RunEvent>({ kind: 'asked_person', decisionId: 'd' }),
  fc
    .constantFrom('retry' as const, 'skip' as const, 'cancel' as const)
    .map((choice): RunEvent => ({ kind: 'decided', choice, text: 'so' })),
  fc.constant<RunEvent>({ kind: 'noted', from: 'ann', text: 'n' }),
  fc.constant<RunEvent>({ kind: 'canceled', reason: 'c' }),
  fc.constant<RunEvent>({ kind: 'broken', reason: 'b' }),
  fc.constantFrom(...ids).map((stepId): RunEvent => ({ kind: 'reopened', stepId, keepsItem: true })),
  fc.constant<RunEvent>({ kind: 'settled' }),
  fc.constant<RunEvent>({ kind: 'adopted', item: { lane: 'queue', id: 'i' } }),
)

/** The same run as another process finds it. */
function reloaded(run: RunState): RunState {
  return RunState.parse(JSON.parse(JSON.stringify(run)))
}

test('a run that is not over has exactly one thing next, the same after a crash', () => {
  fc.assert(
    fc.property(anyRun, fc.array(fc.tuple(anyEvent, fc.boolean(), fc.nat(3000)), { maxLength: 60 }), (run, events) => {
      let at: Moved = { run, next: nextOf(run) }
      let now = 0
      for (const [event, crash, passed] of events) {
        now += passed
        at = moved(crash ? reloaded(at.run) : at.run, event, now)
        expect(reloaded(at.run)).toEqual(at.run)
        expect(nextOf(reloaded(at.run))).toEqual(at.next)
        expect(at.next.kind === 'over').toBe(isOver(at.run.phase))
        expect(at.run.phase === 'queued').toBe(at.next.kind === 'begin')
        expect(at.run.phase === 'waiting').toBe(at.next.kind === 'ask' || at.next.kind === 'wait')
        expect(at.next.kind).not.toBe('give_up')
        const running = Object.values(at.run.steps)
          .flat()
          .filter(({ state }) => state === 'running')
        expect(running).toHaveLength(at.next.kind === 'conclude' ? 1 : 0)
      }
    }),
    { numRuns: 600 },
  )
  // Bound for the 600 runs on a machine that does much else.
}, 60_000)

/** What a turn of the driver meets. */
type Luck = 'well' | 'reject' | 'same' | 'fail' | 'hopeless' | 'interrupted' | 'blocked' | 'crash'
const anyLuck = fc.constantFrom<Luck>(
  'well',
  'well',
  'reject',
  'same',
  'fail',
  'hopeless',
  'interrupted',
  'blocked',
  'crash',
)

test('a run reaches its end when a driver answers its questions, whatever its steps meet', () => {
  fc.assert(
    fc.property(
      anyRun,
      fc.array(anyLuck, { maxLength: 150 }),
      fc.option(fc.nat(150)),
      fc.constantFrom('retry' as const, 'skip' as const),
      (run, luck, cancelAt, choice) => {
        let at: Moved = { run, next: nextOf(run) }
        for (let turn = 0; turn < 2000 && at.next.kind !== 'over'; turn++) {
          if (turn === cancelAt) at = moved(at.run, { kind: 'canceled', reason: 'c' }, turn)
          at = turned(at, luck[turn] ?? 'fail', turn, turn < 400 ? choice : 'cancel')
        }
        expect(isOver(at.run.phase)).toBe(true)
        if (cancelAt !== null && at.run.reason === 'c') expect(at.run.phase).toBe('canceled')
      },
    ),
    { numRuns: 400 },
  )
})

test('a canceled run asks nobody any more and ends after a bounded number of attempts', () => {
  fc.assert(
    fc.property(anyRun, fc.array(anyLuck, { maxLength: 40 }), (run, luck) => {
      let at: Moved = { run, next: nextOf(run) }
      for (const [turn, met] of luck.entries()) at = turned(at, met, turn, 'retry')
      const before = at.run
      at = moved(at.run, { kind: 'canceled', reason: 'c' }, 1000)
      // Every step once, each with its retries.
      for (let turn = 0; turn < ids.length * 4 * 3 && at.next.kind !== 'over'; turn++) {
        expect(at.run.phase).toBe('running')
        at = turned(at, 'fail', turn, 'retry')
      }
      expect(isOver(at.run.phase)).toBe(true)
      if (!isOver(before.phase) && before.closing === null)
        expect(at.run).toMatchObject({ phase: 'canceled', reason: 'c' })
    }),
    { numRuns: 400 },
  )
})

function turned(at: Moved, luck: Luck, turn: number, choice: 'retry' | 'skip' | 'cancel'): Moved {
  if (luck === 'crash') return { run: reloaded(at.run), next: nextOf(at.run) }
  switch (at.next.kind) {
    case 'begin':
      return moved(at.run, begin, turn)
    case 'attempt':
      return moved(moved(at.run, started, turn).run, invoked, turn)
    case 'conclude':
      return moved(at.run, endOf(luck, turn), turn)
    case 'ask':
      return moved(at.run, { kind: 'asked_person', decisionId: at.next.decisionId }, turn)
    case 'wait':
      return moved(at.run, { kind: 'decided', choice, text: '' }, turn)
    case 'give_up':
      return moved(at.run, { kind: 'broken', reason: at.next.reason }, turn)
    case 'over':
      return at
  }
}

function endOf(luck: Luck, turn: number): RunEvent {
  switch (luck) {
    case 'well':
      return success({ decision: 'approve', outputHash: `h${turn}` })
    case 'reject':
      return success({ decision: 'reject', outputHash: `h${turn}` })
    case 'same':
      return success({ outputHash: 'same' })
    case 'hopeless':
      return failure(false)
    case 'interrupted':
      return { kind: 'attempt_interrupted', used: free }
    case 'blocked':
      return { kind: 'blocked', why: 'asked', question: 'q', used: free }
    case 'fail':
    case 'crash':
      return failure()
  }
}
