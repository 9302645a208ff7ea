import type { Invocation } from '#shared/invocation'
import type { ProviderSettings } from '../settings/provider-settings'
import type { HandedFile, RunningAgent, Runtime, SessionPlan } from './command-plan'
import type { Environment } from './environment'
import type { Conclusion } from './outcome'
import type { Prices } from './priced'
import type { Dialect } from './program-dialect'
import type { Ended, ProcessPort } from './sweep'

/** One attempt at one item. */
export interface InvocationRequest {
  /** From `newInvocationId`; also the marker in the environment of every process of the attempt. */
  readonly id: string
  readonly lane: string
  readonly itemId: string
  readonly itemFile: string
  readonly attempt: number
  readonly orchestrator?: string
  readonly agent: RunningAgent
  readonly provider: { readonly name: string; readonly settings: ProviderSettings }
  /** The working folder; it must exist. */
  readonly cwd: string
  /** Folders besides it that the agent may write to, and others that it may read. */
  readonly writable?: readonly string[]
  readonly readable?: readonly string[]
  /** Files that came with the message, which the agent may read. */
  readonly handed?: readonly HandedFile[]
  /** Text of `prompt.md`: header lines, an empty line, the message. */
  readonly prompt: string
  /** Text of `context.json`. */
  readonly context: string
  readonly session: SessionPlan
  /** The conversation whose next run goes on with its session; left out: none does. */
  readonly conversation?: string | null
  /** What it is to answer, so that its answer is found again when its item has got none; left out: nobody looks for it. */
  readonly work?: string | null
  /** The home's `invocations` folder. */
  readonly invocationsPath: string
  readonly resourcesPath: string
  /** After this long the run is ended. */
  readonly timeoutMs: number
  /** For programs that tell no cost. */
  readonly prices?: Prices
}

export interface KnownPrograms {
  /** Found out in bounded time. */
  dialectOf(settings: ProviderSettings, path: string): Promise<Dialect>
  /** Told the names of the words that a program did not understand. */
  refuses(path: string, words: readonly string[]): void
}

export interface InvocationOptions {
  /** Ends the run; an `Error` as its reason is shown as the reason of the failure. */
  readonly signal: AbortSignal
  /** The record each time it was written: before the start, with its pid, and at the end. */
  readonly onProgress?: (invocation: Invocation) => void
  /** There is more to read in the logs; throttled, and once more after the last byte. */
  readonly onOutput?: (id: string) => void
  readonly now?: () => number
  /** Where inherited variables come from; this process by default. */
  readonly environment?: Environment
  readonly runtime?: Runtime
  /** What is known of programs; left out: nothing. */
  readonly programs?: KnownPrograms
  readonly processes?: ProcessPort
  /** How long a program may clean up after its first signal. */
  readonly graceMs?: number
  /** How long a program may stay once its turn is over. */
  readonly leaveMs?: number
  /** How long pipes may stay open after the exit. */
  readonly drainMs?: number
  /** How long the sweep goes on while something refuses to die. */
  readonly sweepMs?: number
  /** Per log file. */
  readonly logBytes?: number
  /** After this long without output the record says so; never, without it. */
  readonly quietMs?: number
}

export interface InvocationOutcome {
  readonly conclusion: Conclusion
  /** The record as it was written last. */
  readonly invocation: Invocation
  /** Processes of the attempt that were ended, and did not end by themselves. */
  readonly ended: readonly Ended[]
  /** Processes of the attempt that refused to die. */
  readonly left: readonly number[]
  /** A resume was asked for, and the program began another conversation instead. */
  readonly sessionReplaced: boolean
  /** What went wrong beside the run itself: a log or record that could not be written, a listener that threw. */
  readonly faults: readonly Error[]
}
