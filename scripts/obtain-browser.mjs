import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './find-browser.mjs'
import { Problem } from './problem.mjs'
import { runChild } from './run-child.mjs'

const fetchSeconds = 180
const packageSeconds = 600

/**
 * A Chromium for the end-to-end tests: the one named by LANEKEEPER_CHROMIUM, an installed one, one that Playwright
 * fetches, or one from the system's packages; in this order.
 *
 * @param {string} root
 * @param {string} node
 * @returns {Promise<{ path: string, from: string }>}
 */
export async function obtainBrowser(root, node) {
  const named = process.env.LANEKEEPER_CHROMIUM
  if (named) {
    if (existsSync(named)) return { path: named, from: 'LANEKEEPER_CHROMIUM' }
    throw new Problem(`LANEKEEPER_CHROMIUM names ${named}, which is not there.`, 'Correct it or unset it.')
  }
  const installed = findBrowser(process.platform, process.env)
  if (installed !== null) return { path: installed, from: 'installed on this machine' }
  const fetched = (await playwrightBrowser(root, node)) ?? (await fetchWithPlaywright(root, node))
  if (fetched !== null) return { path: fetched, from: 'fetched by Playwright' }
  const packaged = await installPackage(root)
  if (packaged !== null) return { path: packaged, from: 'from the system packages' }
  throw new Problem(
    'No Chromium was found and none could be fetched.',
    'Install one and name it in LANEKEEPER_CHROMIUM.',
  )
}

/** @param {string} root @param {string} node @returns {Promise<string | null>} */
async function playwrightBrowser(root, node) {
  const ask = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const { ok, output } = await runChild(node, ['-e', ask], { cwd: root, show: false, timeoutMs: 30_000 })
  return ok && existsSync(output) ? output : null
}

/** @param {string} root @param {string} node */
async function fetchWithPlaywright(root, node) {
  console.log(`Fetching Chromium with Playwright, for at most ${fetchSeconds} s.`)
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js')
  const args = [cli, 'install', 'chromium']
  const { ok, cause } = await runChild(node, args, { cwd: root, show: false, timeoutMs: fetchSeconds * 1000 })
  if (!ok) console.log(`Playwright could not fetch it: ${cause}.`)
  return ok ? playwrightBrowser(root, node) : null
}

/** @param {string} root */
async function installPackage(root) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null
  console.log('Installing the system package chromium.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { ok, cause } = await runChild('apt-get', args, {
      cwd: root,
      env,
      show: false,
      timeoutMs: packageSeconds * 1000,
    })
    if (!ok) console.log(`apt-get ${args[0]} failed: ${cause}.`)
  }
  return findBrowser(process.platform, process.env)
}
