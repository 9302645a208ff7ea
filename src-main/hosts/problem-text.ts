import { StartupProblem } from '../core/startup-problem'

/** What a person is told when a host can't start: cause and next step, and of a bug its stack as well. */
export function problemText(error: unknown): string {
  if (error instanceof StartupProblem) return `${error.message}\n${error.nextStep}`
  return `Lanekeeper could not start because of a fault of its own.\n${error instanceof Error ? error.stack : String(error)}`
}
