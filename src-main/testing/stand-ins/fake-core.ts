import type { Board, BoardEvent } from '#shared/board'
import type { LogBatch } from '#shared/invocation'
import type { Calls, Core } from '../../core/home/core'

/** For tests: a board that fits the contract. */
export const sampleBoard: Board = {
  home: { path: '/home/sample', host: 'browser', version: '0.1.0', pid: 1, firstRun: false },
  supervisor: {
    state: 'stopped',
    since: 0,
    reason: null,
    workers: [],
    draining: null,
    receipt: null,
    owner: null,
  },
  lanes: [],
  active: [],
  activity: [],
  attention: [],
  recovery: null,
  providers: [],
  answering: null,
}

export const snapshot = (revision = 0): BoardEvent => ({ kind: 'snapshot', revision, board: sampleBoard })

export const logBatch = (text: string): LogBatch => ({
  pieces: [{ stream: 'stdout', offset: 0, text }],
  skipped: { stdout: 0, stderr: 0 },
  ended: false,
})

/** Settles when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** For tests: the parts of a core that a test names. Everything else throws when it is called. */
export type CoreParts = {
  readonly [Group in keyof Calls]?: Partial<Calls[Group]>
} & {
  readonly boardNow?: () => Board
  readonly onDispose?: () => void | Promise<void>
}

export function fakeCore({ boardNow = () => sampleBoard, onDispose, ...parts }: CoreParts = {}): Core {
  return {
    board: named(parts.board),
    supervisor: named(parts.supervisor),
    lanes: named(parts.lanes),
    runs: named(parts.runs),
    decisions: named(parts.decisions),
    orchestrators: named(parts.orchestrators),
    invocations: named(parts.invocations),
    providers: named(parts.providers),
    agents: named(parts.agents),
    spend: named(parts.spend),
    history: named(parts.history),
    logs: named(parts.logs),
    home: named(parts.home),
    path: '/home/sample',
    boardNow,
    serve: () => {},
    [Symbol.asyncDispose]: async () => onDispose?.(),
  }
}

/** A group of which a call that the test does not name throws. */
function named<Group extends object>(calls: Partial<Group> = {}): Group {
  const uncalled = (): never => {
    throw new Error('the core was called')
  }
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the proxy has every call, those that throw among them
  return new Proxy(calls, { get: (known, name) => Reflect.get(known, name) ?? uncalled }) as Group
}
