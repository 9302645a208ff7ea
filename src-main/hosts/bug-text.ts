import { inspect } from 'node:util'

/** A bug as the lines that go to the error stream: where it happened, its stack and the causes below it. */
export function bugText(error: unknown, path: readonly string[]): string {
  return `lanekeeper: ${path.join('.')} failed: ${inspect(error, { depth: 4, breakLength: 120 })}`
}
