import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { Breather } from '../ground/breather'
import { faultCode } from '../ground/fault-code'
import { attemptVariable } from './environment'
import { markIn } from './limit-mark'
import type { ProcessEntry } from './process-table'

type WithoutAttempt = Omit<ProcessEntry, 'attempt' | 'mark'>

let boot: string | null = null

/** Start times count from the boot, so they only mean something together with which boot it was. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return boot
}

/** One line of `/proc/<pid>/stat`; null for a process that has ended and only waits to be noticed. */
export function parseStat(stat: string, bootOf: string): WithoutAttempt | null {
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const pid = Number.parseInt(stat, 10)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  const ticks = Number(fields[19])
  if (state === 'Z' || state === 'X' || !Number.isInteger(pid) || !Number.isFinite(ticks)) return null
  return { pid, parent: Number(parent), group: Number(group), startedAt: `${bootOf}:${ticks}`, order: ticks }
}

export function attemptIn(environment: string): string | null {
  const entry = environment.split('\0').find((each) => each.startsWith(`${attemptVariable}=`))
  return entry?.slice(attemptVariable.length + 1) ?? null
}

export function linuxProcess(pid: number): WithoutAttempt | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'), bootId())
  } catch (error) {
    return unseen(error) // it has ended
  }
}

/** A process is not gone because this one could not look: that is a fault of the machine, and no proof. */
export function unseen(error: unknown): null {
  const code = faultCode(error)
  if (code === null || code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') throw error
  return null
}

export async function linuxTable(since: string | null): Promise<ProcessEntry[]> {
  const [bootOf, ticks] = since?.split(':') ?? []
  const from = bootOf === bootId() && ticks ? Number(ticks) : 0
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid > 0)
  const table: ProcessEntry[] = []
  // Two thousand of these short reads are quicker than handing them to other threads, but hold everything else for 30 ms.
  const breather = new Breather()
  for (const pid of pids) {
    await breather.pause()
    const entry = linuxProcess(pid)
    if (entry === null) continue
    const isOlder = entry.order < from
    table.push({ ...entry, attempt: isOlder ? null : await attemptOf(pid), mark: isOlder ? null : await markOf(pid) })
  }
  return table
}

async function attemptOf(pid: number): Promise<string | null> {
  try {
    return attemptIn(await readFile(`/proc/${pid}/environ`, 'latin1'))
  } catch (error) {
    return unseen(error) // another user's, a kernel thread, or gone
  }
}

async function markOf(pid: number): Promise<string | null> {
  try {
    return markIn(await readFile(`/proc/${pid}/limits`, 'latin1'))
  } catch (error) {
    return unseen(error) // gone
  }
}

/** A program may write over its words; what it wrote is what is shown. */
export async function linuxCommand(pid: number): Promise<readonly string[]> {
  try {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter((word) => word !== '')
    return words.length > 0 ? words : [`[${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()}]`]
  } catch (error) {
    unseen(error)
    return []
  }
}
