import { z } from 'zod'
import { bounds } from './limits'

export const supervisorStates = [
  'stopped',
  'starting',
  'running',
  'stopping',
  'degraded',
  'stop_failed',
  'stale',
  'foreign',
] as const
export const SupervisorState = z.enum(supervisorStates)
export type SupervisorState = z.infer<typeof SupervisorState>

export const WorkerState = z.enum(['starting', 'running', 'backing_off', 'failed', 'stopping', 'stopped'])
export type WorkerState = z.infer<typeof WorkerState>

export const WorkerHealth = z.object({
  name: z.string(),
  state: WorkerState,
  lastBeatAt: z.number().nullable(),
  lastError: z.string().nullable(),
  restarts: z.int().min(0),
  /** When a worker that backs off is tried again. */
  nextTryAt: z.number().nullable(),
})
export type WorkerHealth = z.infer<typeof WorkerHealth>

/** An item that a stop waits for, or once waited for. */
const StopItem = z.object({ lane: z.string(), id: z.string(), title: z.string(), since: z.number() })
export type StopItem = z.infer<typeof StopItem>

/**
 * How far a look for processes of attempts goes. `group`: every attempt lives in a control group of its own, which nothing
 * leaves and which was seen to be empty. `descent`: by markers, process groups and descent, which a process can lose.
 */
export const Reach = z.enum(['group', 'descent'])
export type Reach = z.infer<typeof Reach>

/** A process of an attempt that a stop ended. */
export const EndedProcess = z.object({
  pid: z.int(),
  /** As the system showed it, secrets masked and cut; empty where it could not be seen. */
  command: z.string().max(bounds.command),
  signal: z.string(),
  /** `run`: with its run, when that was ended. `stop`: by the last look of the stop, when every run had ended. */
  by: z.enum(['run', 'stop']),
  invocationId: z.string(),
})
export type EndedProcess = z.infer<typeof EndedProcess>

/** A process of an attempt that could not be ended. */
export const LeftProcess = z.object({
  pid: z.int(),
  /** As that of one that was ended. */
  command: z.string().max(bounds.command),
})
export type LeftProcess = z.infer<typeof LeftProcess>

/** The proof of a stop: what ended how, how long it took, what is left. Times in ms. */
export const StopReceipt = z.object({
  askedAt: z.number(),
  tookMs: z.number(),
  /** The first of the items that were active, and how each left `active`; `waiting` for a person, or `left`, still stands there. */
  items: z.array(StopItem.extend({ outcome: z.enum(['finished', 'back_in_line', 'waiting', 'left']) })).max(200),
  active: z.int().min(0),
  /** Processes that did not end by themselves, and the first of them by name. */
  endedProcesses: z.int().min(0),
  ended: z.array(EndedProcess).max(bounds.endedProcesses).default([]),
  /** How far it was looked; in a receipt from before this was told, no further than by descent. */
  reach: Reach.default('descent'),
  leftProcesses: z.array(z.int()),
  /** The first of them by name. */
  left: z.array(LeftProcess).max(bounds.endedProcesses).default([]),
  leftWorkers: z.array(z.string()),
})
export type StopReceipt = z.infer<typeof StopReceipt>

const longestCommandInSentence = 60

/** How processes that could not be ended are named in a sentence: by pid, with what is known of their commands. */
export function leftNames(pids: readonly number[], named: readonly LeftProcess[] = []): string[] {
  const commands = new Map(named.map(({ pid, command }) => [pid, command]))
  return pids.map((pid) => {
    // A program calls itself what it likes.
    const command = (commands.get(pid) ?? '').replace(/\p{C}/gu, '')
    const shown = command.length > longestCommandInSentence ? `${command.slice(0, longestCommandInSentence)}…` : command
    return shown === '' ? String(pid) : `${pid} (${shown})`
  })
}

/** What a receipt that names nothing left may say, and no more. */
export function nothingLeft({ reach }: Pick<StopReceipt, 'reach'>): string {
  return reach === 'group'
    ? 'nothing is left running'
    : 'nothing is left running, as far as markers, process groups and descent show'
}

/** Another process that owns the home. */
export const ForeignOwner = z.object({
  pid: z.int(),
  host: z.string(),
  since: z.number(),
  machine: z.string(),
  /** Whether it answers; one that does not may be busy or stopped, and still owns the home. */
  answers: z.boolean(),
  /** Why it cannot be seen how it is, or why the home cannot be opened though it is gone. */
  trouble: z.string().nullable(),
})
export type ForeignOwner = z.infer<typeof ForeignOwner>

export const SupervisorStatus = z.object({
  state: SupervisorState,
  since: z.number(),
  /** Why the state is what it is, when the word alone does not say it. */
  reason: z.string().nullable(),
  workers: z.array(WorkerHealth).max(1000),
  /** While stopping: how many items are still waited for, the first of them, and until when at the latest. */
  draining: z.object({ active: z.int().min(0), until: z.number(), items: z.array(StopItem).max(20) }).nullable(),
  /** The last stop of this process. */
  receipt: StopReceipt.nullable(),
  owner: ForeignOwner.nullable(),
})
export type SupervisorStatus = z.infer<typeof SupervisorStatus>

export const supervisorActions = ['start', 'stop', 'restart'] as const
export const SupervisorAction = z.enum(supervisorActions)
export type SupervisorAction = z.infer<typeof SupervisorAction>

/** Whether an action applies now; `why` is the sentence a disabled button shows. */
export type Offer = { readonly possible: true } | { readonly possible: false; readonly why: string }

const yes: Offer = { possible: true }
const no = (why: string): Offer => ({ possible: false, why })

/** The one rule for which supervisor actions apply in a state; panel, command line and core all ask it. */
export function supervisorOffers(state: SupervisorState): Record<SupervisorAction, Offer> {
  switch (state) {
    case 'stopped':
    case 'stale':
      return {
        start: yes,
        stop: no('The supervisor is not running.'),
        restart: no('The supervisor is not running. Press Start.'),
      }
    case 'running':
    case 'degraded':
      return { start: no('The supervisor is already running.'), stop: yes, restart: yes }
    case 'starting':
      return { start: no('The supervisor is starting.'), stop: yes, restart: no('The supervisor is still starting.') }
    case 'stopping':
      return {
        start: no('The supervisor is stopping. Wait until it has stopped.'),
        stop: no('The supervisor is already stopping.'),
        restart: no('The supervisor is stopping. Wait until it has stopped.'),
      }
    case 'stop_failed':
      return {
        start: no('The last stop left something running. Press Stop to try again.'),
        stop: yes,
        restart: no('The last stop left something running. Press Stop to try again.'),
      }
    case 'foreign': {
      const why = 'Another process owns this home. Use its panel, or stop it first.'
      return { start: no(why), stop: no(why), restart: no(why) }
    }
  }
}
