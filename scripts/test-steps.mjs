import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runChild } from './run-child.mjs'
import { countsOfPlaywright, countsOfStep, countsOfVitest, reconciled } from './test-counts.mjs'

/** @typedef {import('./test-counts.mjs').Counts} Counts */
/** @typedef {{ root: string, node: string, env?: NodeJS.ProcessEnv }} Place */

const typedFolders = ['src-shared', 'src-main', 'src-main/testing', 'src-renderer', 'e2e', 'scripts']

/** @param {Place} place */
export async function runLint(place) {
  return countsOfStep(await runTool('Lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings'], place))
}

/** What no entry of the project reaches: files, exports and dependencies. @param {Place} place */
export async function runUnused(place) {
  return countsOfStep(
    await runTool('Unused', 'knip/bin/knip.js', ['--no-progress', '--treat-config-hints-as-errors'], place),
  )
}

/** @param {Place} place */
export async function runTypes(place) {
  let ok = true
  for (const folder of typedFolders) {
    ok = (await runTool(`Types of ${folder}`, 'typescript/bin/tsc', ['-p', folder], place)) && ok
  }
  return countsOfStep(ok)
}

/** @param {readonly string[]} args which tests @param {Place} place */
export async function runVitest(args, place) {
  const report = await freshReport(place.root, 'vitest')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = await runTool('Tests', 'vitest/vitest.mjs', ['run', ...reporters, ...args], place)
  return reconciled(ok, counted(await readReport(report), countsOfVitest))
}

/** @param {Place} place */
export async function runPlaywright(place) {
  const report = await freshReport(place.root, 'playwright')
  const env = { ...place.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const ok = await runTool('End-to-end tests', 'playwright/cli.js', ['test', '--reporter=list,json'], {
    ...place,
    env,
  })
  return reconciled(ok, counted(await readReport(report), countsOfPlaywright))
}

/** @param {string} title @param {string} tool @param {readonly string[]} args @param {Place} place */
async function runTool(title, tool, args, { root, node, env = process.env }) {
  console.log(`\n${title}`)
  const { ok, cause } = await runChild(node, [join(root, 'node_modules', ...tool.split('/')), ...args], {
    cwd: root,
    env,
  })
  if (!ok) console.log(`${title}: ${cause}`)
  return ok
}

/** @param {string} root @param {string} name */
async function freshReport(root, name) {
  const folder = join(root, 'node_modules', '.cache', 'lanekeeper')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}-report.json`)
  await rm(path, { force: true })
  return path
}

/** @param {string} path @returns {Promise<any>} the parsed report, or null when there is none */
async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

/** @template R @param {R | null} report @param {(report: R) => Counts} count @returns {Counts | null} */
function counted(report, count) {
  return report === null ? null : count(report)
}
