import { firstFailure } from '../core/ground/fault-code'
import { StartupProblem } from '../core/ground/startup-problem'

/** What a person is told when a host can't start: cause and next step, and of a bug its stack as well. */
export function problemText(error: unknown): string {
  const first = firstFailure(error)
  if (first instanceof StartupProblem) return `${first.message}\n${first.nextStep}`
  return `Lanekeeper could not start because of a fault of its own.\n${first instanceof Error ? first.stack : String(first)}`
}
