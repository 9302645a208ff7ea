import type { Invocation } from '#shared/invocation'
import type { Changes } from '../ground/changes'
import type { HomePaths } from '../ground/home-paths'
import { messageLane } from '../ground/message-lane'
import type { Lane, LaneWork } from '../lane/lane'
import type { BoardSources } from '../observe/board-of'
import type { ConversationTurns } from '../orchestrate/conversation-turns'
import { agentInvoker, type InvokeOptions } from '../orchestrate/invoke-agent'
import { type Notification, Notifications } from '../orchestrate/notifications'
import { Runs } from '../orchestrate/runs'
import { queueGroup } from '../orchestrate/slot-needs'
import { workOnMessages } from '../orchestrate/work-on-message'
import { workOnQueue } from '../orchestrate/work-on-queue'
import type { Ended, ProcessPort } from '../provider/sweep'
import type { Log } from '../record/log'
import type { Effective } from '../settings/settings'
import type { Providers } from './providers'

export interface LiveWorkOptions {
  readonly paths: HomePaths
  readonly resourcesPath: string
  readonly effective: () => Effective
  readonly providers: Providers
  readonly turns: ConversationTurns
  readonly lanes: () => ReadonlyMap<string, Lane>
  readonly changes: Changes
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  readonly log: Log
  readonly onProgress: (invocation: Invocation) => void
  readonly onOutput: (id: string) => void
  readonly ended: (processes: readonly Ended[]) => void
  readonly left: (pids: readonly number[], invocationId: string) => void
  readonly processes?: ProcessPort
  readonly upkeepMs?: number
}

/** What the lanes of a home are worked on with: messages by their orchestrators, items of queues by their pipelines. */
export class LiveWork {
  readonly runs: Runs
  readonly #options: LiveWorkOptions
  readonly #messages: LaneWork
  readonly #told = new Notifications(Date.now())

  constructor(options: LiveWorkOptions) {
    this.#options = options
    const { paths, effective, providers, lanes, changes, life, log } = options
    const invoking: InvokeOptions = {
      paths,
      resourcesPath: options.resourcesPath,
      ...providers.forAnswers,
      effective,
      shutReason: (group) => providers.shutReason(group),
      onProgress: options.onProgress,
      onOutput: options.onOutput,
      noted: (sentence, about) => log.warn('invocation', sentence, about),
      ended: options.ended,
      left: options.left,
      ...(options.processes === undefined ? {} : { processes: options.processes }),
    }
    const invoke = agentInvoker(invoking)
    const told = (note: Notification): void => {
      const level = note.word === 'on_fail' ? 'warn' : 'info'
      log[level]('run', note.text, { itemId: note.itemId, runId: note.runId })
      this.#told.add(note, Date.now(), () => changes.touch())
    }
    const upkeep = options.upkeepMs === undefined ? {} : { upkeepMs: options.upkeepMs }
    this.runs = new Runs({ paths, effective, invoke, shell: invoking, lanes, changes, life, log, told, ...upkeep })
    this.#messages = {
      work: workOnMessages({
        paths,
        effective,
        invoke,
        runs: this.runs,
        noted: invoking.noted,
        turns: options.turns,
      }),
      groupOf: (message) => providers.groupOf(message),
    }
  }

  /** What the board shows of it. */
  get onBoard(): Pick<BoardSources, 'decisions' | 'runs' | 'told'> {
    return { decisions: this.runs.cards, runs: this.runs.counts, told: this.#told.entries }
  }

  /** Null for a lane that nobody works on. */
  workOf(lane: string): LaneWork | null {
    if (lane === messageLane) return this.#messages
    if (this.restReason(lane) !== null) return null
    const { paths, effective } = this.#options
    return { work: workOnQueue(lane, { paths, effective, runs: this.runs }), groupOf: () => queueGroup(lane) }
  }

  /** Why nobody works on a lane, or null. */
  restReason(lane: string): string | null {
    if (lane === messageLane) return null
    const queue = this.#options.effective().runbooks.get(lane)
    if (queue === undefined) return 'No runbook declares this queue any more.'
    return queue.pipeline === null || queue.concurrency === 0 ? 'No worker takes from this queue.' : null
  }
}
