import { existsSync } from 'node:fs'
import { invocationFiles } from './invocation-files'
import { type ProcessPort, systemProcesses } from './sweep'

/** A process that belongs to an attempt of a home. */
export interface AttemptProcess {
  readonly pid: number
  readonly invocationId: string
}

/**
 * Every process that carries the marker of an attempt of this home. While nobody owns the home these are orphans. Where
 * the system does not let environments be read, none are found.
 */
export async function attemptProcesses(
  invocationsPath: string,
  processes: ProcessPort = systemProcesses,
): Promise<AttemptProcess[]> {
  const found: AttemptProcess[] = []
  for (const { pid, attempt } of await processes.table()) {
    if (attempt === null || !/^[0-9a-z-]{8,64}$/.test(attempt)) continue
    if (existsSync(invocationFiles(invocationsPath, attempt).folder)) found.push({ pid, invocationId: attempt })
  }
  return found
}
