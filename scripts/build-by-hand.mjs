import { buildPanel } from './build-panel.mjs'
import { findNode } from './find-node.mjs'
import { install } from './install.mjs'
import { runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'

/** What `npm run build` does: the whole build, whether or not the last one still holds. */
export function buildByHand() {
  return runScript(async () => {
    await install(projectRoot)
    await buildPanel(projectRoot, { node: await findNode(projectRoot), show: true })
    return 0
  })
}
