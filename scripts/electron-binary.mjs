import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runChild } from './run-child.mjs'

export const fetchSeconds = 60
const failureHoldsMs = 24 * 60 * 60_000

/** @typedef {import('./choose-host.mjs').HostFacts['binary']} ElectronBinary */

/**
 * The Electron program, or null. `path.txt` is written by Electron's own installer once the program is unpacked.
 *
 * @param {string} root
 */
export async function electronPath(root) {
  const folder = join(root, 'node_modules', 'electron')
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null)
  if (name === null) return null
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/**
 * What is known without asking the network. A fetch that failed within the last day counts as `unavailable`, so that
 * not every start waits for it again.
 *
 * @param {string} root
 * @param {number} now
 * @returns {Promise<ElectronBinary>}
 */
export async function electronBinary(root, now) {
  if ((await electronPath(root)) !== null) return { state: 'present' }
  const failure = await readFailure(root)
  return failure !== null && failureStillHolds(failure.at, now)
    ? { state: 'unavailable', why: failure.why }
    : { state: 'unknown' }
}

/** @param {number} at @param {number} now */
export function failureStillHolds(at, now) {
  return at <= now && now - at < failureHoldsMs
}

/**
 * Fetches the program with Electron's own installer, for a minute at most, and remembers a failure.
 *
 * @param {string} root
 * @param {string} node
 * @returns {Promise<ElectronBinary>}
 */
export async function fetchElectron(root, node) {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const tried = await runChild(node, [installer], { cwd: root, show: false, timeoutMs: fetchSeconds * 1000 })
  if (tried.ok && (await electronPath(root)) !== null) {
    await rm(failureFile(root), { force: true })
    return { state: 'present' }
  }
  const why = fetchCause(tried.output) ?? (tried.cause || 'its installer left no program')
  await mkdir(dirname(failureFile(root)), { recursive: true })
  await writeFile(failureFile(root), JSON.stringify({ at: Date.now(), why }))
  return { state: 'unavailable', why }
}

/** The message of the error that ended the installer. @param {string} output @returns {string | null} */
export function fetchCause(output) {
  const message = /^\s*(?:\w*Error): (.+)$/m.exec(output)?.[1]?.trim()
  if (message === undefined) return null
  // All that Node's own fetch says of a connection that failed; its cause is not in the stack.
  if (message === 'fetch failed') return 'its download address could not be reached'
  return message.replace(/\.$/, '').slice(0, 200)
}

/** @param {string} root */
function failureFile(root) {
  return join(root, 'node_modules', '.cache', 'lanekeeper', 'electron-fetch.json')
}

/** @param {string} root @returns {Promise<{ at: number, why: string } | null>} */
async function readFailure(root) {
  try {
    const { at, why } = JSON.parse(await readFile(failureFile(root), 'utf8'))
    return typeof at === 'number' && typeof why === 'string' ? { at, why } : null
  } catch {
    return null
  }
}
