/** A host that lives in the command's own process. */
export interface HostedRun {
  readonly argv: readonly string[]
  readonly print: (line: string) => void
  readonly warn: (line: string) => void
}
