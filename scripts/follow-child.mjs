import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Problem } from './problem.mjs'

/** Two of a kind within this time are one request: npm passes on what the terminal has delivered already. */
const sameRequestMs = 1000

/**
 * Runs a program in the foreground until it ends by itself, and gives its exit code. A signal that asks this process to
 * end is passed on, and the child takes the time it needs.
 *
 * Off Windows the child leads its own process group: a terminal and whoever ends a whole group would otherwise signal
 * it once, and this process a second time for the same request, which a host takes for impatience. The channel between
 * the two closes when this process is gone, however it went; that tells the child to end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function followChild(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: process.platform !== 'win32',
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    })
    /** @type {Map<NodeJS.Signals, number>} */
    const lastAt = new Map()
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      const now = Date.now()
      const sinceMs = now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY)
      lastAt.set(signal, now)
      if (passesOn({ platform: process.platform, sinceMs })) child.kill(signal)
    }
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const watch = env.npm_lifecycle_event === undefined ? undefined : whenParentGone(() => pass('SIGTERM'))
    child.once('error', (cause) => {
      clearInterval(watch)
      const sentence = `${command} could not be started: ${cause.message}.`
      reject(new Problem(sentence, 'Delete the node_modules folder and try again.', { cause }))
    })
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      for (const each of signals) process.off(each, pass)
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * npm starts scripts through a shell, and a signal sent to npm ends that shell without reaching the script. All the
 * script can see of it is that its parent has become another one.
 *
 * @param {() => void} gone
 */
function whenParentGone(gone) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    gone()
  }, 500)
  return watch
}

/**
 * Whether a signal has to be passed on: the first of its kind, and no echo of it. Windows delivers Ctrl-C to every
 * program of a console by itself, and to send a signal there means to end a program at once.
 *
 * @param {{ platform: NodeJS.Platform, sinceMs: number }} facts
 */
export function passesOn({ platform, sinceMs }) {
  return platform !== 'win32' && sinceMs >= sameRequestMs
}

/**
 * As a shell tells it: 128 and the signal's number for a program that a signal ended.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  if (code !== null) return code
  return signal === null ? 1 : 128 + constants.signals[signal]
}
