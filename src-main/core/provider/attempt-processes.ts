import { existsSync } from 'node:fs'
import { invocationFiles } from './invocation-files'
import { limitMark } from './limit-mark'
import { markedRuns } from './running-marks'
import { type ProcessPort, systemProcesses } from './sweep'

/** A process that belongs to an attempt of a home. */
export interface AttemptProcess {
  readonly pid: number
  readonly invocationId: string
}

/**
 * Every process that carries a marker of an attempt of this home. While nobody owns the home these are orphans. Where
 * the system does not let environments be read, none are found.
 */
export async function attemptProcesses(
  invocationsPath: string,
  processes: ProcessPort = systemProcesses,
): Promise<AttemptProcess[]> {
  // Of the second marker only those that have not been seen to end can be told.
  const running = new Map(((await markedRuns(invocationsPath)) ?? []).map((id) => [limitMark(id), id]))
  const isOurs = (id: string): boolean =>
    /^[0-9a-z-]{8,64}$/.test(id) && existsSync(invocationFiles(invocationsPath, id).folder)
  const found: AttemptProcess[] = []
  for (const { pid, attempt, mark } of await processes.table()) {
    const invocationId = attempt !== null && isOurs(attempt) ? attempt : running.get(mark ?? '')
    if (invocationId !== undefined) found.push({ pid, invocationId })
  }
  return found
}
