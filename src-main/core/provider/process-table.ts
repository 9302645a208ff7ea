import { platform } from 'node:process'
import { linuxCommand, linuxProcess, linuxTable } from './process-table-linux'
import { parsePs, parseWindows, psArguments, windowsArguments } from './process-table-text'
import { outputOf } from './spawn'

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  /** Null where the system has no process groups. */
  readonly group: number | null
  /** With the pid, names one process for good, also across restarts of the system. Compare only for equality. */
  readonly startedAt: string
  /** Grows with the time of the start, within one table. */
  readonly order: number
  /** The value of `LANEKEEPER_ATTEMPT` in its environment, where that can be read. */
  readonly attempt: string | null
  /** See `limitMark`; where the system has no such limits, none. */
  readonly mark?: string | null
}

/**
 * Every process that has not ended, as far as this user may see. With `since`, a `startedAt` of this machine, markers of
 * older processes may be left unread, which is most of the work.
 */
export async function processTable(since: string | null = null): Promise<readonly ProcessEntry[]> {
  switch (platform) {
    case 'linux':
      return linuxTable(since)
    case 'win32':
      return parseWindows(listed(await outputOf('powershell.exe', windowsArguments)))
    default:
      return parsePs(listed(await outputOf('ps', psArguments)))
  }
}

/** No answer is no empty table: nothing is gone for it. */
export function listed(output: string | null): string {
  if (output === null) throw new Error('the system did not list its processes')
  return output
}

/** When the process with this pid started, in words only fit for comparing; null if there is none. */
export async function processStartTime(pid: number): Promise<string | null> {
  // On Linux this reads before the first await, so a child just started cannot be gone yet.
  if (platform === 'linux') return linuxProcess(pid)?.startedAt ?? null
  const table = await processTable()
  return table.find((entry) => entry.pid === pid)?.startedAt ?? null
}

/** The words of a process's command as the system shows them; none when it cannot be seen. */
export async function processCommand(pid: number): Promise<readonly string[]> {
  switch (platform) {
    case 'linux':
      return linuxCommand(pid)
    case 'win32':
      return []
    default:
      return (await outputOf('ps', ['-ww', '-o', 'command=', '-p', String(pid)]))?.trim().split(' ') ?? []
  }
}
