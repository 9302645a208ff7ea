import type { Board, BoardEvent } from '#shared/board'
import type { LogBatch } from '#shared/invocation'
import type { Core } from '../../core/home/core'

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

const uncalled = (): never => {
  throw new Error('the core was called')
}

/** For tests: the parts of a core that a test names. Everything else throws when it is called. */
export interface CoreParts {
  readonly board?: Partial<Core['board']>
  readonly supervisor?: Partial<Core['supervisor']>
  readonly lanes?: Partial<Core['lanes']>
  readonly invocations?: Partial<Core['invocations']>
  readonly home?: Partial<Core['home']>
  readonly onDispose?: () => void | Promise<void>
}

export function fakeCore(parts: CoreParts = {}): Core {
  return {
    board: { current: () => sampleBoard, follow: uncalled, ...parts.board },
    supervisor: {
      start: uncalled,
      stop: uncalled,
      restart: uncalled,
      stopNow: uncalled,
      retryWorkers: uncalled,
      settled: uncalled,
      stopOwner: uncalled,
      ownerPanel: uncalled,
      ...parts.supervisor,
    },
    control: { serve: () => {} },
    history: { search: uncalled },
    logs: { follow: uncalled },
    lanes: {
      window: uncalled,
      item: uncalled,
      drop: uncalled,
      send: uncalled,
      act: uncalled,
      requeueInterrupted: uncalled,
      evidence: uncalled,
      text: uncalled,
      push: uncalled,
      check: uncalled,
      resend: uncalled,
      repair: uncalled,
      ...parts.lanes,
    },
    runs: {
      window: uncalled,
      follow: uncalled,
      output: uncalled,
      selection: uncalled,
      progress: uncalled,
      start: uncalled,
      cancel: uncalled,
      retry: uncalled,
    },
    decisions: { list: uncalled, show: uncalled, resolve: uncalled },
    orchestrators: { list: uncalled },
    invocations: { recent: uncalled, follow: uncalled, log: uncalled, events: uncalled, ...parts.invocations },
    providers: { test: uncalled, resume: uncalled },
    agents: { reset: uncalled },
    spend: { summary: uncalled },
    home: {
      path: '/home/sample',
      samples: uncalled,
      doctor: uncalled,
      settings: uncalled,
      configText: uncalled,
      settingsText: uncalled,
      dismissRecovery: uncalled,
      panelAddress: uncalled,
      quit: uncalled,
      ...parts.home,
    },
    [Symbol.asyncDispose]: async () => parts.onDispose?.(),
  }
}
