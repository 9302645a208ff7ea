import { faultCode } from './fault-code'

/** What somebody can do about a folder that the machine refuses for this reason. */
export function faultAdvice(error: unknown, folder: string): string {
  const elsewhere = 'or name another folder with --home DIR.'
  switch (databaseFault(error) ?? faultCode(error)) {
    case 'EBUSY':
      return `Another program holds that file: end it, ${elsewhere}`
    case 'ENOSPC':
      return `The disk is full: make room on the one that holds ${folder}, ${elsewhere}`
    case 'EDQUOT':
      return `Your quota on that disk is used up: make room, ${elsewhere}`
    case 'EROFS':
      return `That file system can only be read: mount it for writing, ${elsewhere}`
    case 'EACCES':
    case 'EPERM':
      return `Give your user the right to write there, ${elsewhere}`
    case 'ENAMETOOLONG':
      return 'That path is too long for the file system: name a shorter one with --home DIR.'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'A part of that path is a file and no folder: move it away, or name another folder with --home DIR.'
    case 'ELOOP':
      return 'A link on that path leads to itself: mend it, or name another folder with --home DIR.'
    case 'EMFILE':
    case 'ENFILE':
      return 'No more files may be open: end what holds many, or raise the limit (ulimit -n).'
    default:
      return `Check the disk, its free space and your rights there, ${elsewhere}`
  }
}

/** SQLite's codes of what the machine refuses it, as the system's. */
const databaseFaults = new Map([
  [3, 'EACCES'],
  [5, 'EBUSY'],
  [6, 'EBUSY'],
  [8, 'EACCES'],
  [13, 'ENOSPC'],
])

function databaseFault(error: unknown): string | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  // The higher bits say more of the same.
  return databaseFaults.get(error.errcode & 0xff) ?? null
}
