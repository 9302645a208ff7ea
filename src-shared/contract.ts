// Every call there is, with what it takes and gives, in one place: longer than other files for that.
import { type ContractProcedure, eventIterator, type InferSchemaOutput, oc } from '@orpc/contract'
import { z } from 'zod'
import { BoardEvent } from './board'
import { Decision, DecisionAnswer, DecisionId, DecisionQuery } from './decision'
import { Finding } from './finding'
import { Invocation, InvocationId, LogBatch } from './invocation'
import { InvocationEvents } from './invocation-events'
import { Column, ItemEvent, ItemRow, LaneName } from './item'
import { bounds } from './limits'
import { LogLines, LogQuery } from './log-line'
import { IncomingMessage, WholeText } from './message'
import { PlainAction } from './offers'
import { Refusal } from './refusal'
import { OrchestratorView, RunDetail, RunRef, RunStart, RunWindow, RunWindowQuery } from './run'
import { SettingsText, SettingsView } from './settings'
import { SpendQuery, SpendRow } from './spend'

/** Every call may be refused; a refusal is expected failure and carries its own sentence. */
const call = oc.errors({ REFUSED: { data: Refusal } })

/** What became of one dropped file. `id` is the item it became. */
export const DropVerdict = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), name: z.string(), id: z.string() }),
  z.object({ accepted: z.literal(false), name: z.string(), reason: z.string() }),
])
export type DropVerdict = z.infer<typeof DropVerdict>

export const LaneWindowQuery = z.object({
  lane: LaneName,
  column: Column,
  /** Plain text to find in the file name and, where they are known, sender and message; empty: everything. */
  search: z.string().max(200),
  offset: z.int().min(0),
  limit: z.int().min(1).max(bounds.windowRows),
})
export type LaneWindowQuery = z.infer<typeof LaneWindowQuery>

/** The rows at `offset`; `total` counts what the query matches. */
export const LaneWindow = z.object({
  offset: z.int().min(0),
  total: z.int().min(0),
  rows: z.array(ItemRow),
  /** True while the files of the lane are still being counted: there may be more than `total`. */
  indexing: z.boolean().optional(),
})
export type LaneWindow = z.infer<typeof LaneWindow>

export const ShownText = z.object({ text: z.string(), truncated: z.boolean(), bytes: z.number() })
export type ShownText = z.infer<typeof ShownText>

/** Everything the inspector shows of one item. `row` is null when no file of the item is left in the lane. */
export const ItemDetail = z.object({
  row: ItemRow.nullable(),
  payload: ShownText.nullable(),
  result: ShownText.extend({ file: z.string() }).nullable(),
  timeline: z.array(ItemEvent),
  invocations: z.array(Invocation),
})
export type ItemDetail = z.infer<typeof ItemDetail>

/** One file as it was shown; an action applies to exactly that file or to none. */
export const ItemTarget = z.object({ id: z.string().max(600), column: Column, file: z.string().min(1).max(600) })
export type ItemTarget = z.infer<typeof ItemTarget>

/** What became of an action on one item: where it stands now, or why nothing was done. */
export const ActVerdict = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), id: z.string(), now: ItemTarget }),
  z.object({ done: z.literal(false), id: z.string(), reason: z.string() }),
])
export type ActVerdict = z.infer<typeof ActVerdict>

/** What is wrong with a text that should be a message; null when nothing is. Lines and columns count from 1. */
export const TextProblem = z.object({ sentence: z.string(), line: z.int().nullable(), column: z.int().nullable() })
export type TextProblem = z.infer<typeof TextProblem>

/** What speaks for or against an active item still being worked on. */
export const ReleaseEvidence = z.object({
  /** True when this supervisor runs the item; releasing it then ends the run. */
  worked: z.boolean(),
  invocationId: z.string().nullable(),
  pid: z.int().nullable(),
  alive: z.boolean(),
  startedAt: z.number().nullable(),
  lastOutputAt: z.number().nullable(),
  lastOutput: z.string(),
  /** True when the item's result is already on disk; releasing it then publishes the result. */
  resultWritten: z.boolean(),
})
export type ReleaseEvidence = z.infer<typeof ReleaseEvidence>

/** What `lanes.send` needs of a new message; the core adds id and time. */
export const ComposedMessage = IncomingMessage.pick({ message: true, conversationId: true }).extend({
  channel: WholeText.min(1).max(100),
  channelProfileId: WholeText.min(1).max(200).optional(),
  sender: WholeText.min(1).max(200),
  message: WholeText.min(1).max(1_000_000),
  /** The agent that is to answer. */
  agent: WholeText.min(1).max(100).optional(),
})
export type ComposedMessage = z.infer<typeof ComposedMessage>

export const Sample = z.object({ name: z.string(), title: z.string(), text: z.string() })
export type Sample = z.infer<typeof Sample>

/** One item that a search found, with everything that happened to it, oldest first. */
export const HistoryHit = z.object({
  lane: LaneName,
  id: z.string(),
  status: Column,
  title: z.string(),
  changedAt: z.number(),
  resultFile: z.string().nullable(),
  timeline: z.array(ItemEvent),
})
export type HistoryHit = z.infer<typeof HistoryHit>

/** What a search found. `unlooked`: nothing that last changed before this time (ms) was looked at, as time was up; null: all was. */
export const HistoryFound = z.object({
  hits: z.array(HistoryHit),
  lookedAt: z.int().min(0),
  unlooked: z.number().nullable(),
})
export type HistoryFound = z.infer<typeof HistoryFound>

/** What a test of a provider found. `ok` null: its program is there, but cannot be asked whether it may work. */
export const ProviderTest = z.object({
  ok: z.boolean().nullable(),
  sentence: z.string(),
  nextStep: z.string().nullable(),
  path: z.string().nullable(),
  version: z.string().nullable(),
})
export type ProviderTest = z.infer<typeof ProviderTest>

/** The agent whose next run starts a fresh conversation; `agent` null: whichever runs first. */
export const ResetTarget = z.object({ orchestrator: z.string().max(64), agent: z.string().max(64).nullable() })
export type ResetTarget = z.infer<typeof ResetTarget>

const PanelAddress = z.object({ address: z.string().nullable() })

export const contract = {
  board: {
    /** The board, live. Ends only when the caller leaves or the host closes. */
    follow: call.output(eventIterator(BoardEvent)),
  },
  supervisor: {
    /** Each returns once the request is accepted; the board tells how it goes on. */
    start: call.output(z.object({})),
    stop: call.output(z.object({})),
    restart: call.output(z.object({})),
    /** Ends a drain at once: active items are stopped and go back in line. */
    stopNow: call.output(z.object({})),
    /** Tries workers that failed again, at once. */
    retryWorkers: call.output(z.object({})),
    /** Returns once what was asked for so far is so, or was found impossible; the board tells which. */
    settled: call.output(z.object({})),
    /** Of a home that another process owns: ends that process; this one then takes the home over. */
    stopOwner: call.output(z.object({})),
    /** Of a home that another process owns: an address that opens its panel, or null after its window was shown. */
    ownerPanel: call.output(PanelAddress),
  },
  lanes: {
    /** A window of one column, sent at once and again whenever it changes. */
    window: call.input(LaneWindowQuery).output(eventIterator(LaneWindow)),
    /** One item, sent at once and again whenever it changes. */
    item: call.input(z.object({ lane: LaneName, id: z.string().max(600) })).output(eventIterator(ItemDetail)),
    /** Checks each file and enqueues the good ones; one verdict per file, in the order given. */
    drop: call
      .input(
        z.object({
          lane: LaneName,
          files: z
            .array(z.object({ name: z.string().max(1000), text: z.string() }))
            .min(1)
            .max(bounds.dropFiles),
        }),
      )
      .output(z.object({ verdicts: z.array(DropVerdict) })),
    send: call.input(z.object({ lane: LaneName, message: ComposedMessage })).output(z.object({ id: z.string() })),
    /** Carries out one action on each item for itself; one verdict per item, in the order given. */
    act: call
      .input(z.object({ lane: LaneName, action: PlainAction, items: z.array(ItemTarget).min(1).max(bounds.actItems) }))
      .output(z.object({ verdicts: z.array(ActVerdict) })),
    /** Puts back in line what was given up for being interrupted too often, at most `bounds.actItems` items. */
    requeueInterrupted: call.input(z.object({ lane: LaneName })).output(z.object({ verdicts: z.array(ActVerdict) })),
    /** What a release of an active item would end. */
    evidence: call.input(z.object({ lane: LaneName, item: ItemTarget })).output(ReleaseEvidence),
    /** The whole text of an item, for an editor. Refused above `bounds.editText` bytes. */
    text: call.input(z.object({ lane: LaneName, item: ItemTarget })).output(z.object({ text: z.string() })),
    /** Enqueues an item of a runbook queue: a JSON object with the variables the queue declares. */
    push: call
      .input(z.object({ lane: LaneName, text: z.string().max(bounds.editText) }))
      .output(z.object({ id: z.string() })),
    /** Whether a text could be enqueued in this lane, and if not, what is wrong with it where. */
    check: call
      .input(z.object({ lane: LaneName, text: z.string().max(bounds.editText) }))
      .output(z.object({ problem: TextProblem.nullable() })),
    /** Enqueues an edited copy of an item; the original stays, the copy names it in `resentFrom`. */
    resend: call
      .input(z.object({ lane: LaneName, item: ItemTarget, text: z.string().max(bounds.editText) }))
      .output(z.object({ id: z.string() })),
    /** Enqueues the mended text of a rejected file and moves the file to the trash. */
    repair: call
      .input(z.object({ lane: LaneName, item: ItemTarget, text: z.string().max(bounds.editText) }))
      .output(z.object({ id: z.string() })),
  },
  runs: {
    /** A window of the runs, sent at once and again whenever it changes. */
    window: call.input(RunWindowQuery).output(eventIterator(RunWindow)),
    /** One run, sent at once and again whenever it changes. */
    follow: call.input(RunRef).output(eventIterator(RunDetail)),
    /** The text of one output of one attempt. */
    output: call
      .input(RunRef.extend({ step: z.string().max(64), attempt: z.int().min(1), key: z.string().max(64) }))
      .output(ShownText),
    /** What was asked of the selector and what came of it; null where nothing was kept. */
    selection: call.input(RunRef).output(
      z.object({
        request: ShownText.nullable(),
        prompt: ShownText.nullable(),
        result: ShownText.nullable(),
        log: ShownText.nullable(),
      }),
    ),
    /** How far the run is, as a sentence or a few. */
    progress: call.input(RunRef).output(z.object({ text: z.string() })),
    /** Puts a run in line; it starts when it is its turn. */
    start: call.input(RunStart).output(RunRef),
    /** Ends the run: its process is gone and its item has left `active` when this returns, or it is refused. */
    cancel: call.input(RunRef.extend({ reason: z.string().max(2000) })).output(z.object({})),
    /** Goes on with a run that is over, from one of its steps. */
    retry: call.input(RunRef.extend({ step: z.string().max(64) })).output(z.object({})),
  },
  decisions: {
    /** Newest first. */
    list: call.input(DecisionQuery).output(z.array(Decision)),
    show: call.input(z.object({ id: DecisionId })).output(Decision),
    /** The first answer counts; a second one is refused. */
    resolve: call.input(DecisionAnswer).output(Decision),
  },
  orchestrators: {
    /** Every orchestrator of the settings with its workflows, those with problems included. */
    list: call.output(z.array(OrchestratorView)),
  },
  invocations: {
    /** Newest first. */
    recent: call.input(z.object({ limit: z.int().min(1).max(500) })).output(z.array(Invocation)),
    /** The record, sent at once and again whenever it changes; ends when the invocation has ended. */
    follow: call.input(z.object({ id: InvocationId })).output(eventIterator(Invocation)),
    /** The log from its tail on, then what is written while it runs. */
    log: call.input(z.object({ id: InvocationId })).output(eventIterator(LogBatch)),
    /** What happened in the run, from the newest events on, then as it happens. */
    events: call.input(z.object({ id: InvocationId })).output(eventIterator(InvocationEvents)),
  },
  providers: {
    /** Looks for the provider's program and asks it whether it may work; one that waits for a person is let go on if so. */
    test: call.input(z.object({ name: z.string().max(64) })).output(ProviderTest),
    /** Ends the wait of a provider, whatever it waits for: one item tries it at once. */
    resume: call.input(z.object({ name: z.string().max(64) })).output(z.object({})),
  },
  agents: {
    /** Sets the reset flag; the first run that really starts takes it and begins a fresh conversation. */
    reset: call.input(ResetTarget).output(z.object({})),
  },
  spend: {
    /** What was spent, most first; days newest first. */
    summary: call.input(SpendQuery).output(z.array(SpendRow)),
  },
  history: {
    /** What happened to whatever these words fit (id, message, sender, reason, answer's file), newest first. */
    search: call
      .input(z.object({ words: z.string().min(1).max(200), limit: z.int().min(1).max(200) }))
      .output(HistoryFound),
  },
  logs: {
    /** The newest lines of the home's log that match, then those that are written. */
    follow: call.input(LogQuery).output(eventIterator(LogLines)),
  },
  home: {
    samples: call.output(z.array(Sample)),
    /** Examines home and machine: what is fine and what is not, each with what to do about it. */
    doctor: call.output(z.array(Finding)),
    settings: call.output(SettingsView),
    /** The text of `config.yaml` in force with its secrets, for a person who asked to see them. */
    configText: call.output(z.object({ text: z.string() })),
    /** The text of an orchestrator's file or a runbook as it is on the disk; `whole`: with its secrets. */
    settingsText: call.input(z.object({ name: z.string().max(4096), whole: z.boolean() })).output(SettingsText),
    /** Takes the report of the last recovery off the board; it stays in the log. */
    dismissRecovery: call.output(z.object({})),
    /** An address that opens this host's panel once, or null after its window was shown. */
    panelAddress: call.output(PanelAddress),
    /** Stops the supervisor and ends the host's process. */
    quit: call.output(z.object({})),
  },
}
export type Contract = typeof contract

type CallOf<Procedure, Signal> =
  Procedure extends ContractProcedure<infer Input, infer Output, infer _Errors, infer _Meta>
    ? Answering<InferSchemaOutput<Input>, InferSchemaOutput<Output>, Signal>
    : never
type Answering<Input, Output, Signal> =
  Output extends AsyncIteratorObject<infer Value, unknown, void>
    ? unknown extends Input
      ? (signal: Signal) => AsyncGenerator<Value, void>
      : (input: Input, signal: Signal) => AsyncGenerator<Value, void>
    : unknown extends Input
      ? () => Answered<Output>
      : (input: Input, signal?: Signal) => Answered<Output>
type Answered<Output> = Output extends Record<string, never> ? Promise<void> : Promise<Output>

/**
 * The contract as functions, one for each call: it is given what the call's schema made of the input, if the call has one, and
 * throws what it refuses. Those that follow something end when their signal aborts. An empty answer may be left out.
 */
export type CallsOf<Signal> = {
  readonly [Group in keyof Contract]: {
    readonly [Call in keyof Contract[Group]]: CallOf<Contract[Group][Call], Signal>
  }
}
