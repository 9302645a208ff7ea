import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * How to run npm without a shell: its own JavaScript file under the Node that runs it, which also avoids the `.cmd`
 * file of Windows. Off Windows the `npm` on the PATH does when that file is not known.
 *
 * @param {{ env: NodeJS.ProcessEnv, platform: NodeJS.Platform, nodePath: string, exists?: (path: string) => boolean }} facts
 * @returns {{ command: string, args: string[] } | null} null when no npm can be told
 */
export function npmCommand({ env, platform, nodePath, exists = existsSync }) {
  const running = env.npm_execpath
  if (running !== undefined && /npm-cli\.c?js$/.test(running) && exists(running)) {
    return { command: env.npm_node_execpath ?? nodePath, args: [running] }
  }
  if (platform !== 'win32') return { command: 'npm', args: [] }
  const beside = join(dirname(nodePath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return exists(beside) ? { command: nodePath, args: [beside] } : null
}
