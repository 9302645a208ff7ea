import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findNode } from './find-node.mjs'
import { followChild } from './follow-child.mjs'
import { Problem, runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'

/** What the `lanekeeper` command does: runs the built command line on the pinned Node. Installs and builds nothing. */
export function runCli() {
  return runScript(async () => {
    const program = join(projectRoot, 'out', 'main', 'cli.js')
    if (!existsSync(program))
      throw new Problem('The lanekeeper command is not built yet.', 'Run npm start or npm run build first.')
    const node = await findNode(projectRoot)
    // Through npm a relative path counts from where the operator is, not from the project's folder.
    const cwd = process.env.npm_lifecycle_event === 'cli' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd()
    return followChild(node, [program, ...process.argv.slice(2)], { cwd, env: process.env })
  })
}
