import { posix, win32 } from 'node:path'
import type { Environment } from './environment'

export interface TerminalOptions {
  /** The folder Lanekeeper itself is installed in. */
  readonly project: string
  readonly platform?: NodeJS.Platform
}

/**
 * The environment of whoever started the host: what npm and its kin put into the one of the scripts they run is taken out
 * again. They put folders in front of the PATH (`node_modules/.bin` of the project and of every folder above it, a folder
 * with `node-gyp`), where this project's own tools and its own Node lie. What stood there before stays, in its order.
 */
export function terminalEnvironment(
  environment: Environment,
  { project, platform = process.platform }: TerminalOptions,
): NodeJS.ProcessEnv {
  const isRun = ['npm_execpath', 'npm_command', 'npm_lifecycle_event'].some((name) => environment[name] !== undefined)
  const isWindows = platform === 'win32'
  const entries = Object.entries(environment).flatMap(([name, value]): [string, string | undefined][] => {
    if (value === undefined || (isRun && ofRunner.test(name))) return []
    const isPath = (isWindows ? name.toUpperCase() : name) === 'PATH'
    return [[name, isPath ? terminalPath(value, { project, isRun, isWindows }) : value]]
  })
  const terminal: NodeJS.ProcessEnv = Object.fromEntries(entries)
  // Electron tells its own process of another desktop than the one there is.
  const desktop = environment.ORIGINAL_XDG_CURRENT_DESKTOP
  return desktop === undefined ? terminal : { ...terminal, XDG_CURRENT_DESKTOP: desktop }
}

/** Set for scripts by npm, pnpm, Yarn and Node. Some keep a login shell from giving the PATH it gives in a terminal. */
const ofRunner = /^(npm_.*|PNPM_SCRIPT_SRC_DIR|INIT_CWD|NODE|COLOR)$/

function terminalPath(
  value: string,
  { project, isRun, isWindows }: { project: string; isRun: boolean; isWindows: boolean },
): string {
  const { delimiter, join, dirname } = isWindows ? win32 : posix
  const same = (a: string, b: string): boolean => (isWindows ? a.toLowerCase() === b.toLowerCase() : a === b)
  const own = join(project, 'node_modules', '.bin')
  let folders = value.split(delimiter)
  if (isRun) folders = afterGroups(folders)
  // Node's own `--run` and others put the project's folders there and nothing that would tell where they end.
  for (let at = project; folders.length > 0; at = dirname(at)) {
    if (same(folders[0] ?? '', join(at, 'node_modules', '.bin'))) folders = folders.slice(1)
    else if (at === project) break
    if (dirname(at) === at) break
  }
  return folders.filter((folder) => !same(folder, own)).join(delimiter)
}

const binFolder = /[\\/](node_modules[\\/]\.bin|yarn--\d[\d.-]*)$/
const gypFolder = /[\\/]node-gyp-bin$/

/** What follows the groups that runners put in front, one for each of them: folders with tools, then one with `node-gyp`. */
function afterGroups(folders: readonly string[]): string[] {
  const end = folders.findIndex((folder) => !binFolder.test(folder))
  return end !== -1 && gypFolder.test(folders[end] ?? '') ? afterGroups(folders.slice(end + 1)) : [...folders]
}
