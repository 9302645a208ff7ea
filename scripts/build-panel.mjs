import { join } from 'node:path'
import { removeStamp, sourceHash, writeStamp } from './build-stamp.mjs'
import { Problem } from './problem.mjs'
import { runChild } from './run-child.mjs'

/**
 * Builds hosts and panel into `out`. With `show` off the output appears only when the build fails.
 *
 * @param {string} root
 * @param {{ node: string, show: boolean }} options
 */
export async function buildPanel(root, { node, show }) {
  const hash = await sourceHash(root)
  await removeStamp(root)
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { ok, cause, output } = await runChild(node, [tool, 'build'], { cwd: root, show })
  if (!ok) {
    if (!show) console.error(output)
    throw new Problem(`The build failed: ${cause}.`, 'The output above tells where.')
  }
  await writeStamp(root, hash)
}
