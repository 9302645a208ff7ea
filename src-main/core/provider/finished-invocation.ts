import { readFile } from 'node:fs/promises'
import { Invocation } from '#shared/invocation'
import { faultCode } from '../ground/fault-code'
import { type ForItem, finishedRuns } from './finished-marks'
import { invocationFiles } from './invocation-files'
import type { InvocationOutcome } from './invocation-request'
import { cutOff, type Ending } from './outcome'
import { readAgain } from './read-again'
import { type Reading, readReading } from './reading'
import { isFinishedTurn } from './verdict'

/** A run that has ended with a finished turn, as its outcome would be told now. */
export interface FinishedInvocation {
  readonly outcome: InvocationOutcome
  readonly reading: Reading
}

/** Null when there is no such run, it has not ended, or nothing it wrote says that its turn was finished. */
export async function finishedInvocation(invocationsPath: string, id: string): Promise<FinishedInvocation | null> {
  const files = invocationFiles(invocationsPath, id)
  const invocation = await recordAt(files.recordPath)
  const reading = await readReading(files.readingPath)
  if (invocation === null || reading === null || !hasFinished(invocation)) return null
  const { conclusion } = await readAgain(files, invocation, reading, endingOf(invocation))
  if (!isFinishedTurn(conclusion)) return null
  // What was told when it ended is not told otherwise now.
  const told = conclusion.ok ? { ...conclusion, notices: invocation.notices ?? [] } : conclusion
  return {
    reading,
    outcome: {
      conclusion: { ...told, usage: invocation.usage },
      invocation,
      ended: [],
      left: [],
      sessionReplaced: invocation.conversation === 'replaced',
      faults: [],
    },
  }
}

/** Whether a record may be one of a run that ended with its turn finished; `isFinishedTurn` decides. */
export function hasFinished({ status, failureClass }: Pick<Invocation, 'status' | 'failureClass'>): boolean {
  return status === 'succeeded' || failureClass === 'refused' || failureClass === 'empty_output'
}

/** The newest run for an item that was to do this work and has finished its turn, while the item has not been moved since. */
export async function finishedWork(
  invocationsPath: string,
  item: ForItem,
  work: string,
): Promise<FinishedInvocation | null> {
  for (const id of await finishedRuns(invocationsPath, item)) {
    const found = await finishedInvocation(invocationsPath, id)
    if (found !== null && found.reading.work === work) return found
  }
  return null
}

function endingOf({ exitCode, signal, timedOut, startedAt, endedAt }: Invocation): Omit<Ending, 'stderrTail'> {
  const afterMs = (endedAt ?? startedAt) - startedAt
  // Of one that was cut off with its owner nobody saw how it ended.
  const nobodySaw = exitCode === null && signal === null
  const stopped = nobodySaw ? ({ kind: 'stop', why: cutOff } as const) : null
  return { spawnError: null, endedBy: timedOut ? { kind: 'timeout', afterMs } : stopped, exitCode, signal }
}

async function recordAt(path: string): Promise<Invocation | null> {
  try {
    return Invocation.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError || faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return null
    throw error
  }
}
