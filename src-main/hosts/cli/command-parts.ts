import type { Readable } from 'node:stream'
import type { HostedRun } from './hosted-run'

/** One of the streams a command writes to. */
export interface Outlet {
  write(text: string): void
  /** True where a person reads it as it is written. */
  readonly isTerminal: boolean
  readonly columns: number
}

/** Everything a command needs of the process it runs in. */
export interface CommandParts {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly out: Outlet
  readonly err: Outlet
  readonly now: () => number
  readonly version: string
  /** The folder with samples and the practice provider. */
  readonly resourcesPath: string
  /** This program, to be started again on its own. */
  readonly programPath: string
  /** Aborts when somebody asks the command to end. */
  readonly ending: AbortSignal
  /** Runs a panel and its supervisor in this process until `ending` aborts, or it is asked to quit. */
  readonly runHost: (run: HostedRun) => Promise<number>
  readonly openBrowser: (address: string) => Promise<void>
}
