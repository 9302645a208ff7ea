import type { Finding } from '#shared/finding'
import { finding, fine } from './finding-of'

export interface MachineFacts {
  readonly nodeVersion: string
  readonly electron:
    | { readonly kind: 'running'; readonly version: string }
    | { readonly kind: 'installed'; readonly version: string; readonly program: boolean }
    | { readonly kind: 'absent' }
  /** How many files this process may hold open; null where there is no such limit or it is not told. */
  readonly openFiles: number | null
  /** What the system allows a user to watch and what is in use; null where it has no such limits. */
  readonly watches: {
    readonly mostWatches: number
    readonly usedWatches: number
    readonly mostInstances: number
    readonly usedInstances: number
  } | null
}

const leastMajor = 24
const fewOpenFiles = 1024
/** Of a limit, this part counts as nearly used up. */
const nearly = 0.9
/** What is advised where the limit is none worth multiplying. */
const leastLimit = 8192

/** The versions this runs on and the limits the system sets. Pure. */
export function machineFindings({ nodeVersion, electron, openFiles, watches }: MachineFacts): Finding[] {
  return [
    node(nodeVersion),
    electronFinding(electron),
    files(openFiles),
    ...(watches === null ? [] : watching(watches)),
  ]
}

function node(version: string): Finding {
  const detail = `Node ${version}.`
  if (Number.parseInt(version, 10) >= leastMajor) return fine('node.version', detail)
  const remedy = `Run it with Node ${leastMajor} or newer: through npm, or the lanekeeper command.`
  return finding('node.version', 'warning', detail, remedy)
}

function electronFinding(electron: MachineFacts['electron']): Finding {
  if (electron.kind === 'running') return fine('electron.version', `Electron ${electron.version}, running this.`)
  if (electron.kind === 'installed' && electron.program)
    return fine('electron.version', `Electron ${electron.version}.`)
  const what =
    electron.kind === 'absent' ? 'Electron is not installed' : `The program of Electron ${electron.version} is missing`
  return finding(
    'electron.version',
    'notice',
    `${what}; the panel is shown in a browser instead.`,
    'npm start -- --host electron tries to fetch it.',
  )
}

function files(most: number | null): Finding {
  if (most === null) return fine('limits.open_files', 'No limit of open files is set or told.')
  const detail = `This process may hold ${most.toLocaleString('en')} files open.`
  if (most >= fewOpenFiles) return fine('limits.open_files', detail)
  return finding('limits.open_files', 'warning', detail, `Raise it: ulimit -n ${fewOpenFiles * 4}`)
}

function watching(watches: NonNullable<MachineFacts['watches']>): Finding[] {
  const { mostWatches, usedWatches, mostInstances, usedInstances } = watches
  return [
    used('limits.watches', 'watched files and folders', usedWatches, mostWatches, 'fs.inotify.max_user_watches'),
    used('limits.watchers', 'watchers', usedInstances, mostInstances, 'fs.inotify.max_user_instances'),
  ]
}

function used(id: string, what: string, inUse: number, most: number, setting: string): Finding {
  const detail = `${inUse.toLocaleString('en')} of ${most.toLocaleString('en')} ${what} are in use.`
  if (inUse < most * nearly) return fine(id, detail)
  const remedy = `Raise the limit: sudo sysctl ${setting}=${Math.max(most * 4, leastLimit)}. Until then files are found by looking, more slowly.`
  return finding(id, 'warning', detail, remedy)
}
