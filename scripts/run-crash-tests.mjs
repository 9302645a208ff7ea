import { findNode } from './find-node.mjs'
import { install } from './install.mjs'
import { runScript } from './problem.mjs'
import { projectRoot } from './project-root.mjs'
import { closingLine } from './test-counts.mjs'
import { runVitest } from './test-steps.mjs'

/** What `npm run test:crash` does: every crash test in full, which takes many minutes; `npm test` runs a part of them. */
export function runCrashTests() {
  return runScript(async () => {
    await install(projectRoot)
    const env = { ...process.env, LANEKEEPER_CRASH: 'full' }
    const place = { root: projectRoot, node: await findNode(projectRoot), env }
    const folders = ['src-main/testing/lane-crash', 'src-main/testing/run-crash']
    const counts = await runVitest(['--project=integration', '--project=unit', ...folders], place)
    console.log(`\n${closingLine(counts)}`)
    return counts.failed > 0 || counts.passed === 0 ? 1 : 0
  })
}
