import type { Board, BoardEvent } from '#shared/board'
import type {
  ActVerdict,
  ComposedMessage,
  DropVerdict,
  HistoryFound,
  ItemDetail,
  ItemTarget,
  LaneWindow,
  LaneWindowQuery,
  ProviderTest,
  ReleaseEvidence,
  ResetTarget,
  Sample,
  ShownText,
  TextProblem,
} from '#shared/contract'
import type { Decision, DecisionAnswer, DecisionQuery } from '#shared/decision'
import type { Finding } from '#shared/finding'
import type { Invocation, LogBatch } from '#shared/invocation'
import type { InvocationEvents } from '#shared/invocation-events'
import type { LogLines, LogQuery } from '#shared/log-line'
import type { PlainAction } from '#shared/offers'
import type { OrchestratorView, RunDetail, RunStart, RunWindow, RunWindowQuery } from '#shared/run'
import type { SettingsText, SettingsView } from '#shared/settings'
import type { SpendQuery, SpendRow } from '#shared/spend'
import type { Upgrade } from '../supervise/control-socket'

/** What the core asks of the host it lives in. */
export interface HostDoor {
  /** An address that opens the panel once, or null after a host without addresses has shown its own window. */
  panelAddress(): Promise<{ address: string | null }>
  /** Files of the owner had been removed from the home and were put back: those of the host are to be written again. */
  restored?(): void
  /** Ends the process by the host's own path: stop, let go of the home, exit. */
  quit(): void
}

/**
 * Everything the core does for one home. Calls that cannot be honoured throw `Refused`; followers are pulled, so a
 * reader that stops reading costs one pending value. A follower ends when its signal aborts or the core closes. Closing
 * rejects, after everything was let go of, when the stop left something running.
 */
export interface Core extends AsyncDisposable {
  readonly board: {
    readonly current: () => Board
    follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void>
  }
  readonly supervisor: {
    start(): Promise<void>
    stop(): Promise<void>
    restart(): Promise<void>
    stopNow(): Promise<void>
    retryWorkers(): Promise<void>
    /** Resolves when what was asked for so far is so, or was found impossible. */
    settled(): Promise<void>
    /** Of a home that another process owns: ends that process and takes the home over. */
    stopOwner(): Promise<void>
    /** Of a home that another process owns: where its panel is. */
    ownerPanel(): Promise<{ address: string | null }>
  }
  readonly lanes: {
    window(query: LaneWindowQuery, signal: AbortSignal): AsyncGenerator<LaneWindow, void>
    item(ref: { lane: string; id: string }, signal: AbortSignal): AsyncGenerator<ItemDetail, void>
    drop(lane: string, files: readonly { name: string; text: string }[]): Promise<DropVerdict[]>
    send(lane: string, message: ComposedMessage): Promise<{ id: string }>
    act(lane: string, action: PlainAction, items: readonly ItemTarget[]): Promise<ActVerdict[]>
    requeueInterrupted(lane: string): Promise<ActVerdict[]>
    evidence(lane: string, item: ItemTarget): Promise<ReleaseEvidence>
    text(lane: string, item: ItemTarget): Promise<{ text: string }>
    push(lane: string, text: string): Promise<{ id: string }>
    check(lane: string, text: string): Promise<TextProblem | null>
    resend(lane: string, item: ItemTarget, text: string): Promise<{ id: string }>
    repair(lane: string, item: ItemTarget, text: string): Promise<{ id: string }>
  }
  readonly runs: {
    window(query: RunWindowQuery, signal: AbortSignal): AsyncGenerator<RunWindow, void>
    follow(id: string, signal: AbortSignal): AsyncGenerator<RunDetail, void>
    output(id: string, step: string, attempt: number, key: string): Promise<ShownText>
    selection(id: string): Promise<Record<'request' | 'prompt' | 'result' | 'log', ShownText | null>>
    progress(id: string): Promise<string>
    start(start: RunStart): Promise<{ id: string }>
    cancel(id: string, reason: string): Promise<void>
    retry(id: string, step: string): Promise<void>
  }
  readonly decisions: {
    list(query: DecisionQuery): Promise<Decision[]>
    show(id: string): Promise<Decision>
    resolve(answer: DecisionAnswer): Promise<Decision>
  }
  readonly orchestrators: { list(): OrchestratorView[] }
  readonly invocations: {
    recent(limit: number): Promise<Invocation[]>
    follow(id: string, signal: AbortSignal): AsyncGenerator<Invocation, void>
    log(id: string, signal: AbortSignal): AsyncGenerator<LogBatch, void>
    events(id: string, signal: AbortSignal): AsyncGenerator<InvocationEvents, void>
  }
  readonly providers: {
    test(name: string): Promise<ProviderTest>
    resume(name: string): void
  }
  readonly agents: {
    reset(target: ResetTarget): Promise<void>
  }
  readonly spend: {
    summary(query: SpendQuery): SpendRow[]
  }
  /** The owner's door for other processes of its user. */
  readonly control: {
    /** Who serves the contract there from now on. */
    serve(upgrade: Upgrade): void
  }
  readonly history: {
    search(words: string, limit: number, signal: AbortSignal): Promise<HistoryFound>
  }
  readonly logs: {
    follow(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLines, void>
  }
  readonly home: {
    readonly path: string
    samples(): Promise<Sample[]>
    /** Examines home and machine. */
    doctor(): Promise<Finding[]>
    settings(): Promise<SettingsView>
    configText(): { text: string }
    settingsText(file: { readonly name: string; readonly whole: boolean }): Promise<SettingsText>
    dismissRecovery(): void
    panelAddress(): Promise<{ address: string | null }>
    quit(): void
  }
}
