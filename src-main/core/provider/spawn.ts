import type { Readable } from 'node:stream'
import { execa } from 'execa'

export interface Exit {
  readonly exitCode: number | null
  readonly signal: string | null
  /** Set when the program was never started. */
  readonly error: { readonly code: string | null; readonly message: string } | null
}

export interface Spawned {
  /** Null when the program was never started. */
  readonly pid: number | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the process itself has ended, even while others hold its pipes open. Never rejects. */
  readonly exited: Promise<Exit>
}

export interface SpawnRequest {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Written and closed at once; null: no stdin. */
  readonly input: Uint8Array | null
}

/**
 * Starts a program without a shell, in a process group of its own and with exactly the given environment. The
 * caller reads both streams from the same tick on, and destroys them if others keep them open after the exit.
 */
export function spawn({ program, args, cwd, env, input }: SpawnRequest): Spawned {
  const child = execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    ...(input === null ? { stdin: 'ignore' as const } : { input }),
    encoding: 'buffer',
    buffer: false,
    reject: false,
    // On Windows this would open a console of its own, and there are no process groups to win.
    detached: process.platform !== 'win32',
    // Ending a run, in order and verified, is the caller's; nothing here may kill on its own account.
    cleanup: false,
    forceKillAfterDelay: false,
  })
  const exited = new Promise<Exit>((resolve) => {
    child.nodeChildProcess.once('exit', (exitCode, signal) => resolve({ exitCode, signal, error: null }))
    void child.then((result) => {
      const { exitCode = null, signal = null } = result
      const error =
        exitCode === null && signal === null
          ? { code: result.code ?? null, message: result.originalMessage ?? 'it could not be started' }
          : null
      resolve({ exitCode, signal, error })
    })
  })
  return { pid: child.pid ?? null, stdout: child.stdout, stderr: child.stderr, exited }
}

/** What a small program of the system prints, or null if it fails or takes too long. */
export async function outputOf(program: string, args: readonly string[], timeoutMs = 10_000): Promise<string | null> {
  const result = await execa(program, args, {
    reject: false,
    timeout: timeoutMs,
    stdin: 'ignore',
    stderr: 'ignore',
    maxBuffer: 64 * 1024 * 1024,
  })
  return result.failed ? null : result.stdout
}

/** What a program answers to a short question with exactly this environment; null if it cannot be asked or takes too long. */
export async function answerOf(
  program: string,
  args: readonly string[],
  { env, timeoutMs }: { readonly env: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<{ readonly exitCode: number; readonly stdout: string } | null> {
  const result = await execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    timeout: timeoutMs,
    forceKillAfterDelay: 500,
    stdin: 'ignore',
    stderr: 'ignore',
    maxBuffer: 1024 * 1024,
  })
  const { exitCode } = result
  return exitCode === undefined || result.timedOut || result.isMaxBuffer ? null : { exitCode, stdout: result.stdout }
}

/** How a small program of the system ends, by its exit code; null when it did not run to its end in time. */
export async function exitOf(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<number | null> {
  const result = await execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    timeout: timeoutMs,
    forceKillAfterDelay: 500,
    stdio: 'ignore',
  })
  return result.timedOut ? null : (result.exitCode ?? null)
}

/** A small program that lives until we say so, or are gone: then what it reads from has ended. */
export interface HeldOpen {
  /** Settles when it has ended, or could not be started. Never rejects. */
  readonly exited: Promise<unknown>
  /** Sends it a last word and waits for its end; it is killed after the bound. */
  end(word: string, boundMs: number): Promise<void>
}

/** Starts such a program in a session of its own, where no signal to ours reaches it, and without keeping us alive. */
export function heldOpen(program: string, args: readonly string[], env: Readonly<Record<string, string>>): HeldOpen {
  const child = execa(program, args, {
    env,
    extendEnv: false,
    cwd: '/',
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
  })
  child.stdin.on('error', () => {}) // it has ended already
  child.nodeChildProcess.unref()
  return {
    exited: child,
    end: async (word, boundMs) => {
      child.stdin.end(word)
      const late = setTimeout(() => child.kill('SIGKILL'), boundMs)
      await child
      clearTimeout(late)
    },
  }
}
