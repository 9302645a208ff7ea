import { join } from 'node:path'
import { buildPanel } from './build-panel.mjs'
import { isBuilt } from './build-stamp.mjs'
import { chooseHost } from './choose-host.mjs'
import { electronBinary, electronPath, fetchElectron, fetchSeconds } from './electron-binary.mjs'
import { findNode } from './find-node.mjs'
import { followChild } from './follow-child.mjs'
import { install } from './install.mjs'
import { hostNodeFlags } from './node-flags.mjs'
import { Problem, runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'
import { startOptions } from './start-options.mjs'

/** What `npm start` does: install and build where needed, choose the host, and run it to its end. */
export function startPanel() {
  return runScript(async () => {
    const options = startOptions(process.argv.slice(2))
    if (options.help !== null) {
      console.log(options.help)
      return 0
    }
    await install(projectRoot)
    const node = await findNode(projectRoot)
    if (!(await isBuilt(projectRoot))) {
      console.log('Building the panel.')
      await buildPanel(projectRoot, { node, show: false })
    }
    const { host, why } = await chosenHost(options.host, node)
    console.log(`Host: ${host} (${why})`)
    const { command, args, env } = await hostCommand(host, node)
    // A relative --home counts from where the operator is, not from the project's folder.
    return followChild(command, [...args, ...options.hostArgs], { cwd: process.env.INIT_CWD ?? process.cwd(), env })
  })
}

/** @param {import('./start-options.mjs').Host | null} asked @param {string} node */
async function chosenHost(asked, node) {
  const facts = { asked, platform: process.platform, env: process.env, superuser: process.getuid?.() === 0 }
  const known = await electronBinary(projectRoot, Date.now())
  // Who asks for Electron by name wants it tried again, whatever came of it earlier today.
  const binary =
    asked === 'electron' && known.state === 'unavailable' ? /** @type {const} */ ({ state: 'unknown' }) : known
  let choice = chooseHost({ ...facts, binary })
  if (choice.act === 'fetch') {
    console.log(`Fetching the Electron program, for at most ${fetchSeconds} s.`)
    choice = chooseHost({ ...facts, binary: await fetchElectron(projectRoot, node) })
  }
  if (choice.act === 'start') return choice
  if (choice.act === 'refuse') throw new Problem(choice.sentence, choice.nextStep)
  throw new Error('the choice of a host asked twice for the Electron program')
}

/** @param {import('./start-options.mjs').Host} host @param {string} node */
async function hostCommand(host, node) {
  if (host === 'browser') {
    return { command: node, args: [...hostNodeFlags, join(projectRoot, 'out', 'main', 'browser.js')], env: process.env }
  }
  // Editors built on Electron set this for their terminals; it would turn the window into a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return { command: (await electronPath(projectRoot)) ?? 'electron', args: [projectRoot], env }
}
