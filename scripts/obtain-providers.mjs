import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmCause } from './install.mjs'
import { npmCommand } from './npm-command.mjs'
import { runChild } from './run-child.mjs'

/** @typedef {Readonly<Record<string, string>>} Versions package names and their exact versions */

/** @type {Record<string, string>} */
const programOf = { '@anthropic-ai/claude-code': 'claude', '@openai/codex': 'codex' }
const timeoutMs = 180_000

/**
 * The versions that the tests of the providers run: the newest when they were last looked at, and the oldest that are
 * supported (`leastSupported` in src-main/core/provider/providers/).
 *
 * @type {Readonly<Record<'newest' | 'oldest', Versions>>}
 */
export const testedVersions = {
  newest: { '@anthropic-ai/claude-code': '2.1.332', '@openai/codex': '0.171.0' },
  oldest: { '@anthropic-ai/claude-code': '2.0.30', '@openai/codex': '0.146.0' },
}

/** @param {string} root */
export const providersFolder = (root) => join(root, 'node_modules', '.cache', 'lanekeeper-providers')

/**
 * A folder with the programs `claude` and `codex` in `node_modules/.bin`, fetched from npm when they are not there yet.
 * They are no dependencies: only the tests of the providers run them.
 *
 * @param {string} root
 * @param {'newest' | 'oldest'} [which]
 * @returns {Promise<{ folder: string } | { folder: null, cause: string }>}
 */
export function obtainProviders(root, which = 'newest') {
  const folder = which === 'newest' ? providersFolder(root) : join(providersFolder(root), which)
  return obtainPrograms(root, folder, testedVersions[which])
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {Versions} versions
 * @returns {Promise<{ folder: string } | { folder: null, cause: string }>}
 */
export async function obtainPrograms(root, folder, versions) {
  if (await hasAll(folder, versions)) return { folder }
  const npm = npmCommand({ env: process.env, platform: process.platform, nodePath: process.execPath })
  if (npm === null) return { folder: null, cause: 'npm was not found' }
  const names = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
  console.log(`Fetching ${names.join(' and ')} for the tests of the providers, for at most ${timeoutMs / 1000} s.`)
  const args = ['install', '--no-save', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', ...names]
  const { ok, cause, output } = await runChild(npm.command, [...npm.args, ...args], {
    cwd: root,
    show: false,
    timeoutMs,
  })
  if (ok && (await hasAll(folder, versions))) return { folder }
  return { folder: null, cause: npmCause(output) ?? (cause || 'npm installed something else') }
}

/** @param {string} folder @param {Versions} versions */
async function hasAll(folder, versions) {
  for (const [name, version] of Object.entries(versions)) {
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
