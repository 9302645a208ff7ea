import { spawn } from 'node:child_process'

const keptOutput = 64 * 1024

/**
 * Runs one program to its end. Output is shown as it comes, or hidden and its tail returned. Never rejects: a program
 * that could not be started, was killed or ran out of time has `ok: false` and says in `cause` what happened; `code` is the
 * system's when it could not be started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number }} options
 * @returns {Promise<{ ok: boolean, cause: string, code: string | null, output: string }>}
 */
export function runChild(command, args, { cwd, env = process.env, show = true, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    let timedOut = false
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-keptOutput)
      })
    }
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            child.kill('SIGKILL')
            // Its own children may hold the pipes open; nobody waits for what they say.
            child.stdout?.destroy()
            child.stderr?.destroy()
          }, timeoutMs)
    /** @param {boolean} ok @param {string} cause @param {string | null} [code] */
    const settle = (ok, cause, code = null) => {
      clearTimeout(timer)
      resolve({ ok, cause, code, output })
    }
    child.once('error', (error) => {
      settle(false, error.message, 'code' in error && typeof error.code === 'string' ? error.code : null)
    })
    child.once('close', (code, signal) => {
      if (timedOut) settle(false, `it took longer than ${Math.round((timeoutMs ?? 0) / 1000)} s`)
      else if (signal !== null) settle(false, `it was ended by ${signal}`)
      else settle(code === 0, code === 0 ? '' : `it ended with exit code ${code}`)
    })
  })
}
