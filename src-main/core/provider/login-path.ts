import { userInfo } from 'node:os'
import { delimiter, isAbsolute } from 'node:path'
import type { Environment } from './environment'
import { answerOf } from './spawn'
import { terminalEnvironment } from './terminal-environment'

/** How long the user's shell may take to start, in ms. */
const longestMs = 5000
const mark = '__lanekeeper_environment__'
/** Set to `0`, no shell is asked. */
const loginShellSwitch = 'LANEKEEPER_LOGIN_SHELL'

export interface LoginPathOptions {
  readonly platform?: NodeJS.Platform
  readonly shell?: string | null
  readonly timeoutMs?: number
}

/**
 * The environment with the PATH that the user's login shell would have. Apps that were started from a desktop have the
 * system's PATH only, where programs that people install for themselves are not found. The shell is asked once; one
 * that fails, hangs or prints nothing useful changes nothing.
 */
export async function withLoginPath(
  environment: NodeJS.ProcessEnv,
  options: LoginPathOptions = {},
): Promise<NodeJS.ProcessEnv> {
  const { platform = process.platform, shell = usersShell(environment), timeoutMs = longestMs } = options
  if (platform === 'win32' || environment[loginShellSwitch] === '0' || shell === null || !isAbsolute(shell)) {
    return environment
  }
  const env = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  // Every shell can run `env`; how each writes down a list differs.
  const answer = await answerOf(shell, ['-ilc', `echo ${mark}; env; echo ${mark}`], { env, timeoutMs })
  const path = answer === null ? null : pathIn(answer.stdout)
  return path === null ? environment : { ...environment, PATH: joined(path, environment.PATH ?? '') }
}

/**
 * The environment runs are given: that of whoever started this process, and the PATH of the login shell where no shell has
 * made it. `project` is the folder Lanekeeper is installed in.
 */
export async function ownEnvironment(project: string): Promise<NodeJS.ProcessEnv> {
  const environment = terminalEnvironment(process.env, { project })
  const fromDesktop = process.versions.electron !== undefined && !process.stdin.isTTY
  return fromDesktop || isOfService(environment) ? withLoginPath(environment) : environment
}

const systemFolder = /^(\/usr(\/local)?)?\/(s?bin|games)$|^\/snap\/bin$/

/** Started by systemd or launchd with the PATH they give everybody. One that holds more was set by somebody, who meant it. */
export function isOfService(environment: Environment): boolean {
  const { SYSTEMD_EXEC_PID, INVOCATION_ID, XPC_SERVICE_NAME, TERM, PATH = '' } = environment
  // Terminals are often children of a service, and hand its variables on.
  if (TERM !== undefined) return false
  const isService = (SYSTEMD_EXEC_PID ?? INVOCATION_ID) !== undefined || (XPC_SERVICE_NAME ?? '0') !== '0'
  return isService && PATH.split(delimiter).every((folder) => systemFolder.test(folder))
}

/** Start-up files of shells print things too; what counts stands between the marks. */
export function pathIn(output: string): string | null {
  const [, between] = output.split(mark)
  const path = between === undefined ? null : (/^PATH=(.+)$/m.exec(between)?.[1] ?? null)
  return path === null || path.length > 65_536 ? null : path
}

function joined(login: string, present: string): string {
  return [...new Set([...login.split(delimiter), ...present.split(delimiter)])].filter(Boolean).join(delimiter)
}

function usersShell(environment: NodeJS.ProcessEnv): string | null {
  if (environment.SHELL) return environment.SHELL
  try {
    return userInfo().shell
  } catch {
    return null // a user without an entry in the user database
  }
}
