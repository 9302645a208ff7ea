import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildPanel } from './build-panel.mjs'
import { removeStamp } from './build-stamp.mjs'
import { electronObstacle } from './choose-host.mjs'
import { electronPath } from './electron-binary.mjs'
import { findNode } from './find-node.mjs'
import { followChild } from './follow-child.mjs'
import { install } from './install.mjs'
import { Problem, runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'
import { startOptions } from './start-options.mjs'

/**
 * What `npm run dev` does: the panel with hot reload, and the host built anew and restarted when its code changes. In
 * Electron where that can run, else in the browser host behind a development server. What it builds is not what
 * `npm start` runs, so that builds again afterwards.
 */
export function develop() {
  return runScript(async () => {
    const options = startOptions(process.argv.slice(2))
    if (options.help !== null) {
      console.log(options.help)
      return 0
    }
    await install(projectRoot)
    const node = await findNode(projectRoot)
    const obstacle = options.host === 'browser' ? 'as asked' : await obstacleToElectron()
    if (options.host === 'electron' && obstacle !== null) {
      throw new Problem(`The Electron host cannot start here: ${obstacle}.`, 'Use --host browser.')
    }
    console.log(obstacle === null ? 'Host: electron' : `Host: browser (${obstacle})`)
    if (obstacle === null) {
      await removeStamp(projectRoot)
      return runTool(node, 'node_modules/electron-vite/bin/electron-vite.js', [
        'dev',
        '--watch',
        '--',
        ...options.hostArgs,
      ])
    }
    // The browser host wants a built panel to start with, even where another server hands it out.
    if (!existsSync(join(projectRoot, 'out', 'renderer', 'index.html'))) {
      await buildPanel(projectRoot, { node, show: false })
    }
    await removeStamp(projectRoot)
    return runTool(node, 'scripts/dev-browser.mjs', options.hostArgs)
  })
}

/** @returns {Promise<string | null>} */
async function obstacleToElectron() {
  if ((await electronPath(projectRoot)) === null) return 'the Electron program is not installed'
  return electronObstacle({ platform: process.platform, env: process.env, superuser: process.getuid?.() === 0 })
}

/** @param {string} node @param {string} tool @param {readonly string[]} args */
function runTool(node, tool, args) {
  return followChild(node, [join(projectRoot, tool), ...args], { cwd: projectRoot, env: process.env })
}
