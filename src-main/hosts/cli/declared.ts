import type { Option } from 'commander'
import type { z } from 'zod'
import type { Call } from './call'

/** A command as the table declares it. */
export interface Declared {
  /** Its words, then its arguments: `queue show <item>`. */
  readonly usage: string
  readonly help: string
  readonly options: readonly Option[]
  /** `given`: its arguments and options by their names. */
  readonly run: (call: Call, given: unknown) => Promise<number>
}

/** What a command takes, as it comes from the command line, and what it does with that. */
interface Doing<Takes extends z.ZodType> {
  readonly options?: readonly Option[]
  readonly takes: Takes
  readonly run: (call: Call, given: z.infer<Takes>) => Promise<number>
}

export function declared<Takes extends z.ZodType>(usage: string, help: string, doing: Doing<Takes>): Declared {
  const { options = [], takes, run } = doing
  return { usage, help, options, run: (call, given) => run(call, takes.parse(given)) }
}

/** A command that takes nothing. */
export function plain(usage: string, help: string, run: (call: Call) => Promise<number>): Declared {
  return { usage, help, options: [], run: (call) => run(call) }
}
