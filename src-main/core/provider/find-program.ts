import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { extname, isAbsolute, join } from 'node:path'
import { type Environment, pathFolders, variable } from './environment'

export type FoundProgram =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string; readonly nextStep: string }

export interface Search {
  readonly environment: Environment
  readonly platform?: NodeJS.Platform
}

/**
 * The file that a program's name means, as a shell would find it: a path as it is (`~/` is the user's home), a bare name
 * on the PATH. Only files that may be executed count. Nothing depends on the working folder, which for a run is the
 * workspace of an agent, where anything may have been written.
 */
export async function findProgram(name: string, search: Search): Promise<FoundProgram> {
  const { environment, platform = process.platform } = search
  const endings = endingsOf(name, environment, platform)
  const home = variable(environment, platform === 'win32' ? 'USERPROFILE' : 'HOME', platform)
  const written = name.startsWith('~/') && home ? join(home, name.slice(2)) : name
  const isPath = /[/\\]/.test(platform === 'win32' ? written : written.replaceAll('\\', ''))
  if (isPath && !isAbsolute(written)) {
    return {
      ok: false,
      reason: `The path of the program ${name} does not say from where.`,
      nextStep: 'Write the whole path of the program for this provider in config.yaml; it may begin with ~/.',
    }
  }
  // By the rules of the machine: only the endings of names are another platform's here.
  const folders = isPath ? [''] : pathFolders(variable(environment, 'PATH', platform) ?? '', process.platform)
  let unfit: string | null = null
  for (const folder of folders) {
    for (const ending of endings) {
      const path = isPath ? written + ending : join(folder, name + ending)
      const state = await stateOf(path)
      if (state === 'fit') return { ok: true, path }
      if (state === 'unfit') unfit ??= path
    }
  }
  if (unfit !== null) {
    return {
      ok: false,
      reason: `${unfit} is there, but it is not a file that may be executed.`,
      nextStep: `Make it executable (chmod +x ${unfit}), or name another program in config.yaml.`,
    }
  }
  return {
    ok: false,
    reason: isPath ? `The program ${written} does not exist.` : `The program ${name} was not found on the PATH.`,
    nextStep: `Install ${name}, or write the full path of the program for this provider in config.yaml.`,
  }
}

function endingsOf(name: string, environment: Environment, platform: NodeJS.Platform): string[] {
  if (platform !== 'win32') return ['']
  const known = (variable(environment, 'PATHEXT', platform) ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean)
  const complete = known.some((ending) => ending.toUpperCase() === extname(name).toUpperCase())
  return complete ? ['', ...known] : known
}

async function stateOf(path: string): Promise<'fit' | 'unfit' | 'absent'> {
  try {
    if (!(await stat(path)).isFile()) return 'unfit'
  } catch {
    return 'absent'
  }
  try {
    await access(path, constants.X_OK)
    return 'fit'
  } catch {
    return 'unfit'
  }
}
