import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from './problem.mjs'
import { runChild } from './run-child.mjs'

/** The version line the project runs on; the npm package `node` pins the exact version. */
const pinnedMajor = 24

/** @param {string} root @param {NodeJS.Platform} platform */
export function pinnedNodePath(root, platform) {
  return join(root, 'node_modules', 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node')
}

/**
 * The Node that the build, the tests and the hosts run on: the pinned one, or the running one where the pinned one is
 * missing or does not run (there is no build of it for every platform) and the running one is new enough.
 *
 * @param {string} root
 */
export async function findNode(root) {
  const pinned = pinnedNodePath(root, process.platform)
  if (existsSync(pinned)) {
    if ((await realpath(pinned)) === (await realpath(process.execPath))) return pinned
    const tried = await runChild(pinned, ['--version'], { cwd: root, show: false, timeoutMs: 20_000 })
    if (tried.ok) return pinned
  }
  if (Number.parseInt(process.versions.node, 10) >= pinnedMajor) return process.execPath
  throw new Problem(
    `The Node ${pinnedMajor} that comes with the dependencies (${pinned}) is missing or does not run here.`,
    `Delete the node_modules folder and try again, or run this with a Node ${pinnedMajor} of your own.`,
  )
}
