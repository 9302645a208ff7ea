import { StartupProblem } from '../core/startup-problem'

/** What a person is told when a host can't start: cause and next step, and of a bug its stack as well. */
export function problemText(error: unknown): string {
  const first = firstCause(error)
  if (first instanceof StartupProblem) return `${first.message}\n${first.nextStep}`
  return `Lanekeeper could not start because of a fault of its own.\n${first instanceof Error ? first.stack : String(first)}`
}

/** What failed before letting go of everything failed as well. */
function firstCause(error: unknown): unknown {
  return error instanceof SuppressedError ? firstCause(error.suppressed) : error
}
