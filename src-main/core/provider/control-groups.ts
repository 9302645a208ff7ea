import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { platform } from 'node:process'
import { faultCode } from '../ground/fault-code'
import { ControlGroup } from './control-group'
import { groupFolders } from './control-group-place'
import { DeathWatch } from './death-watch'
import { exitOf } from './spawn'

/** A shell that can be told which group to enter; see `inGroup`. */
const shell = '/bin/sh'

export interface ControlGroupsOptions {
  /** From `homeMark`. */
  readonly home: string
  /** Of the owner; each life of an owner has a folder of its own. */
  readonly instance: string
  /** Where groups may be made, best first; by default where the system lets this process. */
  readonly folders?: () => Promise<readonly string[]>
}

/** Which folder a home is, whatever it is called: renamed it is the same, copied or made anew it is another. */
export async function homeMark(root: string): Promise<string> {
  const { dev, ino, birthtimeNs } = await stat(root, { bigint: true })
  return createHash('sha256').update(`${dev}:${ino}:${birthtimeNs}`).digest('hex').slice(0, 16)
}

/**
 * The control groups of one owner's attempts: one each, in a folder named for home and owner, so that nothing of another home
 * is ever touched. Where the system does not let this process have any, there are none.
 */
export class ControlGroups implements AsyncDisposable {
  readonly #options: ControlGroupsOptions
  #base: Promise<string | null> | null = null
  #watch: DeathWatch | null = null
  #without = false
  #over = false

  constructor(options: ControlGroupsOptions) {
    this.#options = options
  }

  /** True as long as every attempt of this owner had a group of its own. */
  get whole(): boolean {
    return !this.#without
  }

  /** A new group for an attempt with this environment, or null where that is not possible. Never rejects. */
  async make(id: string, env: Readonly<Record<string, string>>): Promise<ControlGroup | null> {
    const made = survivesShell(env) ? await this.#make(id).catch(() => null) : null
    if (made === null) this.#without = true
    return made
  }

  /** The group that a record of this home names, or null when it is no group of an attempt of this home. */
  recorded(path: string | null | undefined, id: string): ControlGroup | null {
    if (typeof path !== 'string' || basename(path) !== id) return null
    return this.#isOurs(basename(dirname(path))) ? new ControlGroup(path) : null
  }

  /** What earlier owners of this home left where this one looks: each may hold several groups of attempts. */
  async left(): Promise<ControlGroup[]> {
    const found: ControlGroup[] = []
    for (const folder of await this.#folders()) {
      for (const name of await readdir(folder).catch(() => [])) {
        if (this.#isOurs(name) && name !== this.#name) found.push(new ControlGroup(join(folder, name)))
      }
    }
    return found
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true
    const base = await this.#base
    await this.#watch?.[Symbol.asyncDispose]()
    // What could not be ended is still in it, and the next owner finds it there.
    if (base != null) await rmdir(base).catch(() => {})
  }

  async #make(id: string): Promise<ControlGroup | null> {
    this.#base ??= this.#opened()
    const base = await this.#base
    if (base === null || this.#over) return null
    const group = new ControlGroup(join(base, id))
    try {
      await group.make()
    } catch (error) {
      if (faultCode(error) !== 'ENOENT') throw error
      // Somebody tidied up: the folder was empty for a moment. Others may make it anew just now.
      await mkdir(base, { recursive: true })
      await group.make()
    }
    if (this.#watch === null || this.#watch.ended) this.#watch = DeathWatch.over(base, shell)
    return group
  }

  /** The folder of this owner's groups, once a process was seen to enter one and the system to kill it. */
  async #opened(): Promise<string | null> {
    for (const folder of await this.#folders()) {
      const base = join(folder, this.#name)
      const trial = new ControlGroup(join(base, 'trial'))
      try {
        await mkdir(base)
        await trial.make()
        // Anywhere else a folder can be made too, and the system puts nothing into it.
        if (existsSync(trial.entry) && (await holds(trial))) return base
      } catch {
        // No rights, a file system that only shows its groups, a group that may have none inside: the next one, or none.
      } finally {
        await trial.remove().catch(() => {})
      }
      await rmdir(base).catch(() => {})
    }
    return null
  }

  get #name(): string {
    const { home, instance } = this.#options
    return `lanekeeper-${home}-${instance.slice(0, 8)}`
  }

  #isOurs(name: string): boolean {
    return new RegExp(`^lanekeeper-${this.#options.home}-[0-9a-f]{8}$`).test(name)
  }

  #folders(): Promise<readonly string[]> {
    return (this.#options.folders ?? systemFolders)()
  }
}

async function systemFolders(): Promise<readonly string[]> {
  if (platform !== 'linux') return []
  try {
    const [mounts, own] = await Promise.all([
      readFile('/proc/self/mountinfo', 'utf8'),
      readFile('/proc/self/cgroup', 'utf8'),
    ])
    return groupFolders({ mounts, own, uid: process.getuid?.() ?? 0 })
  } catch {
    return []
  }
}

/** Whether a process can enter the group, which is empty again once it ended. */
async function holds(group: ControlGroup): Promise<boolean> {
  const { program, args } = inGroup(group, { program: shell, args: ['-c', 'exit 43'] }, {})
  const env = { PATH: '/usr/bin:/bin' }
  return (await exitOf(program, args, env, 5_000)) === 43 && (await group.emptied(1_000))
}

/** What the shell itself would add to the environment of the program. */
const ofShell = ['PWD', 'OLDPWD', 'SHLVL']

/** How the shell ends when it could not enter the group; no program's own exit code by custom. */
export const notEntered = 125

/**
 * The same command, in the group before its first instruction: a shell enters it and becomes the command, under the same
 * pid. The command's words are handed on as they are, never read by the shell.
 */
export function inGroup(
  group: ControlGroup,
  command: { readonly program: string; readonly args: readonly string[] },
  env: Readonly<Record<string, string>>,
): { readonly program: string; readonly args: readonly string[] } {
  const added = ofShell.filter((name) => env[name] === undefined)
  const clear = added.length === 0 ? '' : `unset ${added.join(' ')}; `
  const script = `echo 0 > "$1" || exit ${notEntered}; shift; ${clear}exec "$@"`
  return { program: shell, args: ['-c', script, groupWord, group.entry, command.program, ...command.args] }
}

/** What the shell calls itself in its complaints. */
export const groupWord = 'lanekeeper-group'

/** Variables that a shell sets for itself, whatever it was given. */
const shellsOwn = /^(IFS|OPT(IND|ARG|ERR)|PPID|E?UID|LINENO|RANDOM|SECONDS|SHELLOPTS|BASH.*|_)$/

/** A shell hands on only variables whose names it could use itself, and does not need itself. */
function survivesShell(env: Readonly<Record<string, string>>): boolean {
  return Object.keys(env).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !shellsOwn.test(name))
}
