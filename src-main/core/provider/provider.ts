import type { RunStep } from '#shared/invocation-events'
import type { OutputRule, Permissions, ProviderKind, ProviderSettings } from '../settings/provider-settings'
import type { InvocationPlan, OutputReader, Planned, RunningAgent, Runtime, SessionPlan } from './command-plan'
import type { Environment } from './environment'
import type { Word } from './program-dialect'

type Rest = { readonly [K in ProviderKind]: Omit<Extract<ProviderSettings, { kind: K }>, 'kind'> }
/** The settings of a kind, in the form in which the compiler sees that what a kind leads to takes the settings of that kind. */
export type SettingsOf<K extends ProviderKind = ProviderKind> = { [P in K]: { readonly kind: P } & Rest[P] }[K]

/** What is special about the programs of one kind. Everything else about a run is the same for all. */
export interface Provider<K extends ProviderKind = ProviderKind> {
  readonly kind: K
  /** The program that is meant, whatever the settings call it; null: it may be any, and nobody knows what it understands. */
  readonly known: KnownProgram | null
  readonly environment: OwnVariables
  /** What to run for one attempt, or why nothing may run. Touches nothing. */
  plan(settings: SettingsOf<K>, agent: RunningAgent, plan: InvocationPlan, runtime: Runtime): Planned
  /** Reads what a run wrote: decodes it, tells its steps, counts what was refused, and judges its end. */
  reader(run: ReadRun, tell: (step: RunStep) => void): OutputReader
  /** The program as the settings name it; `isNode`: the Node that this process runs on. */
  program(settings: SettingsOf<K>): { readonly name: string; readonly isNode: boolean }
  /** Its name in sentences; null: it is told of as such. */
  calledIn(settings: SettingsOf<K>): string | null
  /** The settings with another program or more arguments, where one can tell what those are for. */
  withProgram(settings: SettingsOf<K>, program: OtherProgram): SettingsOf<K>
  /** Where its answer is found, if that is a matter of settings. */
  outputRule(settings: SettingsOf<K>): OutputRule | null
  /** Whether it goes on with a session when it is told to. */
  remembers(settings: SettingsOf<K>): boolean
  /** What it holds itself to; null: nobody knows. */
  held(permissions: Permissions): Permissions | null
  /** The texts of the settings files that the program will read by itself, where a plan depends on them. */
  ownSettings?(settings: SettingsOf<K>, environment: Environment): Promise<readonly string[]>
}

/** What there is to know of a run before its output can be read. */
export interface ReadRun {
  readonly session: SessionPlan
  readonly permissions: Permissions
  readonly output: OutputRule | null
  /** The name in sentences of a program that has none of its own. */
  readonly program: string
}

/** Upper case. Of the variables around it a program is given a few that any may need, and these. */
export interface OwnVariables {
  readonly inherited: RegExp | null
  /** Where it keeps its login: given to programs of every kind, as they may start it. */
  readonly everywhere: RegExp | null
  /** Left by a run of it around this process; handed on, they would make a run believe it is part of that one. */
  readonly surrounding: RegExp | null
}

export interface OtherProgram {
  readonly binary?: string | undefined
  readonly args: readonly string[]
}

/** A program that is known here: what it is called, how old it may be, and how it is asked. */
export interface KnownProgram {
  readonly name: string
  /** The package of npm that it is installed from. */
  readonly packageName: string
  /** Names of folders in which installers put a version into a folder named for it. */
  readonly folders: readonly string[]
  /** The oldest version that is tested. */
  readonly leastSupported: string
  /** What is wrong with older ones. */
  readonly missingBelow: string
  /** What a run would like to say to it and not every version understands. */
  readonly words: readonly Word[]
  /** What a supported version lacks, as one sentence; null where nothing is missing or nobody knows. */
  lacking(version: string | null): string | null
  /** Set when it is asked something. */
  readonly askedWith: Readonly<Record<string, string>>
  readonly login: Login
  /** What only a full model id looks like, so that a misspelt alias is never sent. */
  readonly fullModelId: RegExp
  /** The alias of the model that the first agent of a new home is given. */
  readonly firstModel: string
  /** The setting that would allow an agent what it was refused under workspace-write. */
  allowing(agent: string): string
}

export interface Login {
  /** Arguments by which it tells whether somebody is logged in: it leaves with 0 when so. */
  readonly question: readonly string[]
  /** The variable whose key it uses whatever that question tells; null: it knows of it. */
  readonly key: string | null
  /** How somebody logs in, `program` being its name. */
  nextStep(program: string): string
}
