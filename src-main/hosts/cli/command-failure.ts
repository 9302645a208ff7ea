/** What the exit code tells; a signal that ends the command gives 128 and its number, as a shell does. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notRunning: 3, ownedByAnother: 4, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export interface FailureOptions extends ErrorOptions {
  readonly exitCode?: ExitCode
  readonly nextStep?: string | null
  /** Stands beside `error` in the JSON document. */
  readonly beside?: Readonly<Record<string, unknown>>
}

/** Why a command did not do what was asked: the cause in one sentence, the next step, and the exit code. */
export class CommandFailure extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly nextStep: string | null
  readonly beside: Readonly<Record<string, unknown>>

  constructor(code: string, sentence: string, options: FailureOptions = {}) {
    super(sentence, options)
    this.name = 'CommandFailure'
    this.code = code
    this.exitCode = options.exitCode ?? exitCodes.failed
    this.nextStep = options.nextStep ?? null
    this.beside = options.beside ?? {}
  }
}
