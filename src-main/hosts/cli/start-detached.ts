import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Owner } from '../../core/supervise/owner'
import type { Call } from './call'
import { CommandFailure } from './command-failure'
import { findOwner } from './owner-link'

export interface DetachedStart<Value> {
  readonly port: number
  /** Called with the owner as soon as there is one that answers, and whether that is the new process. */
  readonly started: (owner: Owner, isOurs: boolean) => Promise<Value>
}

const tailBytes = 4_000

/**
 * Starts this program again on its own and waits until the home has an owner that answers: the new process, or another that
 * was quicker, in which case the new one is ended. What it says of trouble goes to `logs/detached.log`.
 */
export async function startDetached<Value>(
  { paths, parts }: Call,
  { port, started }: DetachedStart<Value>,
  signal: AbortSignal,
): Promise<Value> {
  const logPath = join(paths.logs, 'detached.log')
  const log = openSync(logPath, 'a+', 0o600)
  try {
    const before = fstatSync(log).size
    // As a host is started by hand: a small young generation keeps an idle one light.
    const flags = ['--max-semi-space-size=4']
    const args = [...flags, parts.programPath, 'start', '--as-detached', '--home', paths.root, '--port', String(port)]
    const child = spawn(process.execPath, args, {
      cwd: paths.root,
      detached: true,
      stdio: ['ignore', 'ignore', log],
      env: { ...parts.env },
      windowsHide: true,
    })
    let ended: string | null = null
    child.once('error', (error) => {
      ended = error.message
    })
    child.once('exit', (code, by) => {
      ended = by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`
    })
    child.unref()
    while (!signal.aborted) {
      const over = ended
      const found = await findOwner({ paths })
      if (found.kind === 'answers') {
        const isOurs = found.owner.pid === child.pid
        // It would give up by itself, but perhaps only after a stop has freed the home again.
        if (!isOurs && over === null) await endedBy(child)
        return await started(found.owner, isOurs)
      }
      if (over !== null) throw failed(over, written(log, before))
      await sleep(25, undefined, { signal }).catch(() => {})
    }
    throw new Error('the start was given up')
  } finally {
    closeSync(log)
  }
}

async function endedBy(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}

function failed(how: string, said: string): CommandFailure {
  const [sentence, ...next] = said.split('\n')
  if (!sentence) {
    return new CommandFailure('not_started', `The detached process did not start: ${how}.`, {
      nextStep: 'Run lanekeeper start without --detach to see why.',
    })
  }
  return new CommandFailure('not_started', sentence, { nextStep: next.join('\n') || null })
}

/** The end of what was written to the file after `before`. */
function written(log: number, before: number): string {
  const size = fstatSync(log).size
  const from = Math.max(before, size - tailBytes)
  const buffer = Buffer.alloc(Math.max(0, size - from))
  const bytes = readSync(log, buffer, 0, buffer.length, from)
  return buffer.toString('utf8', 0, bytes).trim()
}
