import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Environment } from './environment'
import { findProgram } from './find-program'
import type { Prefixed } from './parent-death'
import { outputOf } from './spawn'

/** The limit and how `/proc/<pid>/limits` calls it: of time on a real-time schedule, which no agent has. */
const limit = '--rttime'
const line = /^Max realtime timeout +\S+ +(\S+)/m

/** Far above any limit that means something, and far below what stands for no limit. */
const least = 2n ** 62n

/**
 * The second marker of an attempt, for where its processes have cleared or written over the first: a resource limit so large
 * that it limits nothing. Whatever a process forks, executes or becomes hands its limits on, and only a privileged one can
 * raise them. Decimal.
 */
export function limitMark(id: string): string {
  const digits = createHash('sha256').update(id).digest('hex').slice(0, 15)
  return String(least + BigInt(`0x${digits}`))
}

/** The mark in what the system says of a process's limits, or null when that has none. */
export function markIn(limits: string): string | null {
  const found = line.exec(limits)?.[1]
  return found !== undefined && /^\d{19}$/.test(found) && BigInt(found) >= least ? found : null
}

/** One answer per `prlimit` found, as the program does not change while we run. A no may be a moment without memory or time. */
const answers = new Map<string, Promise<boolean>>()

/**
 * The same command with the mark of this attempt on it, where the system has a program for that (`prlimit` on Linux; it becomes
 * the command, under the same pid). A process that has such a limit already, as one inside another attempt has, keeps it.
 */
export async function withLimitMark(command: Prefixed, id: string, environment: Environment): Promise<Prefixed> {
  if (process.platform !== 'linux' || !isUnlimited()) return command
  const found = await findProgram('prlimit', { environment })
  if (!found.ok) return command
  const words = (mark: string): string[] => [`${limit}=${mark}:${mark}`]
  let answer = answers.get(found.path)
  if (answer === undefined) {
    answer = outputOf(found.path, [...words(limitMark('')), 'true'], 5000).then((output) => output !== null)
    answers.set(found.path, answer)
  }
  if (!(await answer)) {
    answers.delete(found.path)
    return command
  }
  return { program: found.path, args: [...words(limitMark(id)), '--', command.program, ...command.args] }
}

function isUnlimited(): boolean {
  try {
    return line.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] === 'unlimited'
  } catch {
    return false // a system that does not say
  }
}
