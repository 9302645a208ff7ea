import type { Finding } from '#shared/finding'
import { size } from '#shared/words'
import { finding, fine, some } from './finding-of'

export interface HomeFacts {
  readonly path: string
  readonly folder: {
    readonly isFolder: boolean
    readonly readable: boolean
    readonly writable: boolean
    readonly enterable: boolean
    readonly uid: number
    /** Permission bits; null where the system has none. */
    readonly mode: number | null
  } | null
  /** Who asks; null where the system has no user ids. */
  readonly uid: number | null
  readonly disk: {
    readonly freeBytes: number
    readonly totalBytes: number
    readonly freeInodes: number
    /** 0 where the file system has no fixed number. */
    readonly totalInodes: number
    /** The kind by the system's number; null where it has none to go by. */
    readonly kind: number | null
  } | null
  /** What was refused when a second name was given to a file in the home, or null. Undefined: not tried. */
  readonly linkFault?: string | null
  /** Files that something left behind: half-written ones, set-aside ones. */
  readonly leftovers: readonly string[]
}

const least = { bytes: 100e6, inodes: 1_000 }
const scarce = { bytes: 1e9, inodes: 10_000 }

/** Linux's numbers of file systems that are reached over a network. */
const networkKinds = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x73757245, 'Coda'],
])
const fuseKind = 0x65735546
const memoryKinds = new Set([0x01021994, 0x858458f6])

/** The home folder, its rights, its disk, and what lies about in it. Pure. */
export function homeFindings(facts: HomeFacts): Finding[] {
  const { path, folder, disk } = facts
  if (folder === null) {
    const remedy = 'lanekeeper start makes one; --home DIR names another.'
    return [finding('home.exists', 'error', `There is no folder ${path}.`, remedy)]
  }
  if (!folder.isFolder)
    return [finding('home.exists', 'error', `${path} is no folder.`, 'Name another with --home DIR.')]
  return [
    fine('home.exists', `The home is ${path}.`),
    ...rights(facts, folder),
    ...(disk === null ? [] : [space(disk), inodes(disk), kind(disk.kind)]),
    ...(facts.linkFault === undefined ? [] : [hardLinks(facts.linkFault)]),
    leftovers(facts.leftovers),
  ]
}

function rights({ path, uid }: HomeFacts, folder: NonNullable<HomeFacts['folder']>): Finding[] {
  const lacks = [
    ...(folder.readable ? [] : ['read']),
    ...(folder.writable ? [] : ['write']),
    ...(folder.enterable ? [] : ['enter']),
  ]
  if (lacks.length > 0) {
    const remedy = `Give your user all rights there: chmod u+rwx ${path}`
    return [finding('home.rights', 'error', `You may not ${lacks.join(' or ')} in ${path}.`, remedy)]
  }
  if (uid !== null && folder.uid !== uid) {
    const detail = `The home belongs to user ${folder.uid}, and this is user ${uid}.`
    return [finding('home.rights', 'warning', detail, 'Run Lanekeeper as the owner of the home.')]
  }
  if (folder.mode !== null && (folder.mode & 0o077) !== 0) {
    const detail = `Others may look into the home (rights ${(folder.mode & 0o777).toString(8)}).`
    return [finding('home.rights', 'warning', detail, `Keep it to yourself: chmod 700 ${path}`)]
  }
  return [fine('home.rights', 'The home can be read and written, by you alone.')]
}

function space({ freeBytes, totalBytes }: NonNullable<HomeFacts['disk']>): Finding {
  const detail = `${size(freeBytes)} of ${size(totalBytes)} are free.`
  const remedy = 'Make room on the disk, or move the home to another one.'
  if (freeBytes < least.bytes) return finding('disk.space', 'error', detail, remedy)
  return freeBytes < scarce.bytes ? finding('disk.space', 'warning', detail, remedy) : fine('disk.space', detail)
}

function inodes({ freeInodes, totalInodes }: NonNullable<HomeFacts['disk']>): Finding {
  if (totalInodes === 0) return fine('disk.inodes', 'The file system has no fixed number of files.')
  const detail = `${freeInodes.toLocaleString('en')} of ${totalInodes.toLocaleString('en')} files can still be made.`
  const remedy = 'Remove small files from the disk, or move the home to another one.'
  if (freeInodes < least.inodes) return finding('disk.inodes', 'error', detail, remedy)
  return freeInodes < scarce.inodes ? finding('disk.inodes', 'warning', detail, remedy) : fine('disk.inodes', detail)
}

function kind(number: number | null): Finding {
  const remedy = 'Keep the home on a disk of this machine.'
  if (number === null) return fine('disk.kind', 'The kind of file system is not told here.')
  const network = networkKinds.get(number)
  if (network !== undefined) {
    const detail = `The home lies on a network file system (${network}): locks and file events cannot be relied on there.`
    return finding('disk.kind', 'warning', detail, remedy)
  }
  if (number === fuseKind) {
    const detail = 'The home lies on a file system run by a program (FUSE); whether it is a network one is not told.'
    return finding('disk.kind', 'notice', detail, remedy)
  }
  if (memoryKinds.has(number)) {
    return finding('disk.kind', 'warning', 'The home lies in memory: it is lost when the machine restarts.', remedy)
  }
  return fine('disk.kind', 'The home lies on a file system of this machine.')
}

function hardLinks(fault: string | null): Finding {
  if (fault === null) return fine('disk.hard_links', 'Files can be given a second name, as the lanes need it.')
  const detail = `The file system refuses hard links (${fault}); nothing can be put in line.`
  return finding('disk.hard_links', 'error', detail, 'Keep the home on a file system that has them, as ext4 or APFS.')
}

function leftovers(names: readonly string[]): Finding {
  if (names.length === 0) return fine('home.leftovers', 'Nothing was left behind.')
  const detail = `Left behind by something that broke off: ${some(names)}.`
  return finding('home.leftovers', 'notice', detail, 'Delete them once you are sure nothing in them is missed.')
}
