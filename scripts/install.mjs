import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedNodePath } from './find-node.mjs'
import { isInstalled } from './installed.mjs'
import { npmCommand } from './npm-command.mjs'
import { Problem } from './problem.mjs'
import { runChild } from './run-child.mjs'

const timeoutMs = 15 * 60_000

// `install` and not `ci`: it keeps what is right, so it can run while a Node inside node_modules runs this script, and
// it copes with a lock that lacks the optional packages of a platform. `--no-save` leaves package.json and the lock be.
const installArgs = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs the dependencies when they are missing or not those of the lock. @param {string} root */
export async function install(root) {
  if (await isInstalled(root)) return installPinnedNode(root)
  const npm = npmCommand({ env: process.env, platform: process.platform, nodePath: process.execPath })
  if (npm === null) throw noNpm()
  console.log('Installing the dependencies; this takes a minute the first time.')
  const { ok, cause, code, output } = await runChild(npm.command, [...npm.args, ...installArgs], {
    cwd: root,
    show: false,
    timeoutMs,
  })
  if (!ok) {
    if (code === 'ENOENT') throw noNpm()
    throw new Problem(
      `Installing the dependencies failed: ${npmCause(output) ?? cause}.`,
      'See to that, check the network and try again.',
    )
  }
  await installPinnedNode(root)
}

function noNpm() {
  return new Problem(
    'npm was not found.',
    'It comes with Node; put it on the PATH, or start this through it: npm start.',
  )
}

/**
 * The package `node` fetches its program in an install script; this makes up for it where npm runs no such scripts.
 * A failure is not told here: `findNode` says what is missing.
 *
 * @param {string} root
 */
async function installPinnedNode(root) {
  const folder = join(root, 'node_modules', 'node')
  if (existsSync(pinnedNodePath(root, process.platform)) || !existsSync(folder)) return
  await runChild(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, show: false, timeoutMs })
}

/** The line of npm's output that names the cause. @param {string} output @returns {string | null} */
export function npmCause(output) {
  const lines = output
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (.*)$/.exec(line.trim())?.[1]?.trim() ?? '')
    .filter((line) => line !== '')
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length)
  const cause = lines.find((line) => !/^(code|errno|syscall|path|dest|network This|A complete log)\b/.test(line))
  if (cause === undefined) return code ?? null
  const short = cause.replace(/\.$/, '')
  return code === undefined || short.includes(code) ? short : `${code}, ${short}`
}
