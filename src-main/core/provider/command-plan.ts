import type { Usage } from '#shared/invocation'
import type { RunStep } from '#shared/invocation-events'
import type { RefusedTool } from '#shared/refused-tools'
import type { Permissions, StdinRule } from '../settings/provider-settings'
import type { Conclusion, Ending } from './outcome'
import type { Dialect } from './program-dialect'

/** The agent a run is for, as far as its program needs to know. */
export interface RunningAgent {
  readonly name: string
  readonly model: string | null
  readonly permissions: Permissions
  /** Whether settings, hooks and MCP servers that the working folder brings along may take effect. */
  readonly allowProjectConfig?: boolean
}

/** `usageBefore` is the session's usage so far, for programs that only report totals. */
export type SessionPlan =
  | { readonly kind: 'fresh'; readonly id?: string }
  | { readonly kind: 'resume'; readonly id: string; readonly usageBefore?: Usage }

/** A file that came with the message: as it was named, and what that leads to. */
export interface HandedFile {
  readonly path: string
  readonly real: string
  /** An image that a model can be shown. */
  readonly isImage: boolean
}

/** Of a program that nothing is known of. */
export const unknownDialect: Dialect = { version: null, refused: [] }

export interface InvocationPlan {
  readonly promptPath: string
  readonly contextPath: string
  readonly promptBytes: number
  readonly cwd: string
  /** Folders besides the working folder. */
  readonly writable?: readonly string[]
  readonly readable?: readonly string[]
  /** The message's own files. */
  readonly handed?: readonly HandedFile[]
  readonly session: SessionPlan
  readonly resourcesPath: string
  /** What is known of the program; left out: nothing. */
  readonly dialect?: Dialect
  /** The texts of the settings files that the program will read itself, where its provider asks for them. */
  readonly ownSettings?: readonly string[]
}

/** What the plan depends on besides its inputs: the program we run in and who we are. */
export interface Runtime {
  readonly execPath: string
  readonly electron: boolean
  readonly uid: number | null
}

/** Takes a run's stdout as it comes, in constant memory, and judges the run once it has ended. */
export interface OutputReader {
  push(chunk: Uint8Array): void
  /** The same of stderr, for programs that tell something there as they go. */
  pushError?(chunk: Uint8Array): void
  /** What the program did not let its agent do; complete once the run has ended. */
  refused?(): RefusedTool[]
  /** It said enough: to let it go on would be to wait for nothing. */
  readonly isEnough?: () => boolean
  /** Its turn is over and no other was begun: it is given a while to leave. */
  readonly isOver?: () => boolean
  /** It speaks a language that is not known here, so its version is worth asking for. */
  readonly isForeign?: () => boolean
  conclude(ending: Ending): Conclusion
}

export interface CommandPlan {
  /** A name to look up on the PATH, or a path. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly stdin: StdinRule
  /** Goes over stdin in front of everything else. */
  readonly beforeStdin: string
  readonly model: string | null
  /** The signal after which this program, started this way, leaves the least behind. */
  readonly firstSignal: 'SIGINT' | 'SIGTERM'
  /** `tell` is given what happens in the run, as it is read. */
  newReader(tell: (step: RunStep) => void): OutputReader
}

export type Planned =
  | { readonly ok: true; readonly plan: CommandPlan }
  | { readonly ok: false; readonly reason: string; readonly nextStep: string }

/** Above this a prompt is not sent over stdin; the program is pointed at its file instead. */
const longestStdinPrompt = 100 * 1024

export function stdinFor(rule: StdinRule, promptBytes: number): StdinRule {
  return rule === 'prompt' && promptBytes > longestStdinPrompt ? 'instruction' : rule
}

/** What goes over stdin in place of the prompt. */
export function instruction(plan: Pick<InvocationPlan, 'promptPath' | 'contextPath'>): string {
  return [
    'Your task is in a file, because it is long.',
    `Read it completely before you do anything else: ${plan.promptPath}`,
    `Facts about where the message came from, as JSON: ${plan.contextPath}`,
    'Then do what the task says and answer with the final text only.\n',
  ].join('\n')
}
