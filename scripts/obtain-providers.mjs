import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmCause } from './install.mjs'
import { npmCommand } from './npm-command.mjs'
import { runChild } from './run-child.mjs'

/** The versions whose behaviour the provider code was written against. */
const wanted = { '@anthropic-ai/claude-code': '2.1.197', '@openai/codex': '0.169.0' }
/** @type {Record<string, string>} */
const programOf = { '@anthropic-ai/claude-code': 'claude', '@openai/codex': 'codex' }
const timeoutMs = 180_000

/**
 * A folder with the programs `claude` and `codex` in `node_modules/.bin`, fetched from npm when they are not there yet.
 * They are no dependencies: only the tests of the providers run them.
 *
 * @param {string} root
 * @returns {Promise<{ folder: string } | { folder: null, cause: string }>}
 */
export async function obtainProviders(root) {
  const folder = join(root, 'node_modules', '.cache', 'lanekeeper-providers')
  if (await hasAll(folder)) return { folder }
  const npm = npmCommand({ env: process.env, platform: process.platform, nodePath: process.execPath })
  if (npm === null) return { folder: null, cause: 'npm was not found' }
  console.log(`Fetching claude and codex for the tests of the providers, for at most ${timeoutMs / 1000} s.`)
  const names = Object.entries(wanted).map(([name, version]) => `${name}@${version}`)
  const args = ['install', '--no-save', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...names]
  const { ok, cause, output } = await runChild(npm.command, [...npm.args, ...args], {
    cwd: root,
    show: false,
    timeoutMs,
  })
  if (ok && (await hasAll(folder))) return { folder }
  return { folder: null, cause: npmCause(output) ?? (cause || 'npm installed something else') }
}

/** @param {string} folder */
async function hasAll(folder) {
  for (const [name, version] of Object.entries(wanted)) {
    try {
      const text = await readFile(join(folder, 'node_modules', ...name.split('/'), 'package.json'), 'utf8')
      if (JSON.parse(text).version !== version) return false
      // Linked last: an installation that broke off has none.
      await access(join(folder, 'node_modules', '.bin', programOf[name] ?? name))
    } catch {
      return false // not there, or half of it
    }
  }
  return true
}
