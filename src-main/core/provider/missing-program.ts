import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { faultCode } from '../ground/fault-code'
import type { Environment } from './environment'
import { findProgram } from './find-program'
import type { Ending, Missing } from './outcome'
import { headBytes, programHead, wantedOfEnv } from './program-head'

export interface ProgramPlace {
  /** The program's file. */
  readonly path: string
  /** The environment it runs in. */
  readonly environment: Environment
  /** The provider's name, for where its settings are. */
  readonly provider: string
}

/** Codes of starts that failed for what the file is. */
const unfit = new Set(['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR', 'ELOOP', 'EPERM', 'EBADARCH'])
/** Left with by shells and `env` that could not find or run what they were to run. */
const notRun = new Set([126, 127])
const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish'])

/** What a run that ended as one does whose program is not whole lacks, or null. It wrote nothing to stdout. */
export async function whatIsMissing(place: ProgramPlace, ending: Ending): Promise<Missing | null> {
  const { spawnError, exitCode, endedBy, stderrTail } = ending
  const isUnfit = spawnError !== null && unfit.has(spawnError.code ?? '')
  // A file that no system knows how to run is given to a shell by some starters, which stumbles over it.
  const isMisread = exitCode === 2 && /syntax error|cannot execute|exec format/i.test(stderrTail)
  if (endedBy !== null || (!isUnfit && !isMisread && !notRun.has(exitCode ?? 0))) return null
  return (await unfitProgram(place)) ?? (isMisread ? null : toldMissing(place, stderrTail))
}

/** What keeps a file from being run on this machine as it is, or null. */
export async function unfitProgram(place: ProgramPlace): Promise<Missing | null> {
  const { path, environment } = place
  const bytes = await firstBytes(path)
  if (bytes === null) return null
  const head = programHead(bytes)
  if (head.kind === 'elf') {
    if (head.machine !== process.arch && process.platform === 'linux' && !isEmulated(head.machine)) {
      const reason = `${path} is made for another kind of processor (${head.machine}; this machine is ${process.arch}).`
      return { reason, nextStep: 'Install the program for this machine.' }
    }
    if (head.loader !== null && !(await isThere(head.loader))) {
      const reason = `${path} needs ${head.loader}, which is not there: it is made for a system with another C library.`
      return { reason, nextStep: 'Install the program made for this system.' }
    }
    return notExecutable(path)
  }
  if (head.kind !== 'script') return notExecutable(path)
  const { interpreter, words, windowsLine } = head
  if (windowsLine) {
    const reason = `The first line of ${path} ends as lines do on Windows, so its interpreter is not found.`
    return { reason, nextStep: 'Save it with Unix line ends.' }
  }
  if (interpreter === '' || !(await isThere(interpreter))) {
    return needs(place, interpreter === '' ? 'an interpreter' : interpreter)
  }
  if (basename(interpreter) === 'env') {
    const wanted = wantedOfEnv(words)
    if (wanted !== null && !(await findProgram(wanted, { environment })).ok) return needs(place, wanted)
  }
  return notExecutable(path)
}

async function notExecutable(path: string): Promise<Missing | null> {
  try {
    await access(path, constants.X_OK)
    return null
  } catch {
    const nextStep = `Make it executable (chmod +x ${path}; its file system must allow that).`
    return { reason: `${path} may not be executed.`, nextStep }
  }
}

/** What stderr says is not there, as shells, `env` and loaders say it. */
function toldMissing(place: ProgramPlace, stderrTail: string): Missing | null {
  const { path } = place
  const library = /(?:error while loading shared libraries|error loading shared library):? ([^\s:]+)/i.exec(
    stderrTail,
  )?.[1]
  if (library !== undefined) {
    const nextStep = 'Install that library, or the program made for this system.'
    return { reason: `${path} needs the library ${library}, which is not there.`, nextStep }
  }
  // The line that a step or a command line of the settings is may name anything; that is not the provider's program.
  if (shells.has(basename(path))) return null
  const [, ofEnv, ofZsh, ofShell] =
    /^(?:\S*\/)?env: [‘'"`]?([^’'"`\n]+?)[’'"`]?: (?:no such file|not found|permission denied)|command not found: (\S+)|(?:^|[\s:])([^\s:]+): (?:command )?not found\s*$/im.exec(
      stderrTail,
    ) ?? []
  const name = ofEnv ?? ofZsh ?? ofShell
  if (name !== undefined) return needs(place, name)
  return /cannot execute|exec format error|permission denied/i.test(stderrTail) ? notRunnable(path, stderrTail) : null
}

function notRunnable(path: string, stderrTail: string): Missing {
  const what = stderrTail.trim().split('\n').at(-1)?.slice(0, 200) ?? ''
  return { reason: `${path} could not be run: ${what}`, nextStep: 'Install the program anew.' }
}

function needs({ path, provider }: ProgramPlace, wanted: string): Missing {
  const onPath = !wanted.includes('/')
  const reason = `${path} needs ${wanted}, which ${onPath ? 'is not on its PATH' : 'does not exist'}.`
  const set = onPath
    ? `Install ${wanted}, or set PATH under providers.${provider}.env in config.yaml so that it is found`
    : `Install ${wanted}, or name another program under providers.${provider} in config.yaml`
  return { reason, nextStep: `${set}.` }
}

async function firstBytes(path: string): Promise<Buffer | null> {
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    // A program may be run without being readable.
    if (faultCode(error) === null) throw error
    return null
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** 32-bit programs run on the 64-bit processor of the same family. */
function isEmulated(machine: string): boolean {
  return (machine === 'ia32' && process.arch === 'x64') || (machine === 'arm' && process.arch === 'arm64')
}
