import { basename } from 'node:path'
import { groupWord, notEntered } from './control-groups'
import type { Environment } from './environment'
import { findProgram } from './find-program'
import { outputOf } from './spawn'

export interface Prefixed {
  readonly program: string
  readonly args: readonly string[]
}

/** One answer per `setpriv` found, as the program does not change while we run. A no may be a moment without memory or time. */
const answers = new Map<string, Promise<boolean>>()

/**
 * The same command, asking the system to send it `signal` when we die, where the system has a program for that
 * (`setpriv` on Linux; it becomes the command, under the same pid). Elsewhere the sweep at the next start has to
 * do. The signal comes when the *thread* that started the command ends, so start commands from the main thread.
 */
export async function withParentDeathSignal(
  command: Prefixed,
  signal: NodeJS.Signals,
  environment: Environment,
): Promise<Prefixed> {
  if (process.platform !== 'linux') return command
  const found = await findProgram('setpriv', { environment })
  if (!found.ok) return command
  let answer = answers.get(found.path)
  if (answer === undefined) {
    // Small systems ship a `setpriv` without this option.
    answer = outputOf(found.path, ['--pdeathsig', 'keep', 'true'], 5000).then((output) => output !== null)
    answers.set(found.path, answer)
  }
  if (!(await answer)) {
    answers.delete(found.path)
    return command
  }
  return { program: found.path, args: ['--pdeathsig', signal.slice(3), '--', command.program, ...command.args] }
}

/**
 * What an attempt is sent when we die. A program that ends the shells of its tools on SIGINT gets that; any other may not
 * heed what it is sent, and must not work on unseen.
 */
export function deathSignal(firstSignal: 'SIGINT' | 'SIGTERM'): NodeJS.Signals {
  return firstSignal === 'SIGINT' ? 'SIGINT' : 'SIGKILL'
}

/** What the prefix says when it could not become the command, which is a failed start and not the program's failure. */
export function prefixError(
  command: Prefixed,
  exitCode: number | null,
  stderrTail: string,
): { code: string | null; message: string } | null {
  if (!command.args.includes(groupWord) && !isPrefix(command.program)) return null
  const said = /^(?:setpriv|prlimit|lanekeeper-group): (.*)$/m.exec(stderrTail)?.[1]
  // The group went away between its making and the start, which the next attempt need not meet.
  if (exitCode === notEntered && said?.includes('cgroup.procs')) return { code: 'EAGAIN', message: said }
  if (exitCode !== 126 && exitCode !== 127) return null
  const message = said?.includes('exec') ? said : undefined
  return message === undefined ? null : { code: exitCode === 127 ? 'ENOENT' : 'EACCES', message }
}

function isPrefix(program: string): boolean {
  return basename(program) === 'setpriv' || basename(program) === 'prlimit'
}
