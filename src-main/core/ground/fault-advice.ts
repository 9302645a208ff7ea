import { faultCode } from './fault-code'

/** What somebody can do who has not opened the home yet: another folder will do as well. */
export function faultAdvice(error: unknown, folder: string): string {
  const { remedy, elsewhere } = remedyOf(error, folder)
  return elsewhere ? `${remedy}, or name another folder with --home DIR.` : `${remedy}.`
}

/** What somebody can do about what the machine refuses in the folder of a home that is open. */
export function faultRemedy(error: unknown, folder: string): string {
  return `${remedyOf(error, folder).remedy}.`
}

/** `elsewhere`: it may be different in another folder. */
function remedyOf(error: unknown, folder: string): { readonly remedy: string; readonly elsewhere: boolean } {
  const here = (remedy: string) => ({ remedy, elsewhere: true })
  switch (databaseFault(error) ?? faultCode(error)) {
    case 'EBUSY':
      return here('Another program holds that file: end it')
    case 'ENOSPC':
      return here(`The disk is full: make room on the one that holds ${folder}`)
    case 'EDQUOT':
      return here('Your quota on that disk is used up: make room')
    case 'EROFS':
      return here('That file system can only be read: mount it for writing')
    case 'EACCES':
    case 'EPERM':
      return here('Give your user the right to write there')
    case 'ENAMETOOLONG':
      return {
        remedy: 'That path is too long for the file system: name a shorter one with --home DIR',
        elsewhere: false,
      }
    case 'ENOTDIR':
    case 'EEXIST':
      return here('A part of that path is a file and no folder: move it away')
    case 'ELOOP':
      return here('A link on that path leads to itself: mend it')
    case 'EMFILE':
    case 'ENFILE':
      return {
        remedy: 'No more files may be open: end what holds many, or raise the limit (ulimit -n)',
        elsewhere: false,
      }
    default:
      return here('Check the disk, its free space and your rights there')
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
