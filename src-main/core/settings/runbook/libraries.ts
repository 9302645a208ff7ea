import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { faultCode, faultText } from '../../ground/fault-code'
import { isInside } from '../../ground/is-inside'
import { readTextFile, saidOf } from '../text-file'

export interface LibraryFile {
  readonly file: string
  readonly text: string
}

export type FoundLibrary =
  | { readonly ok: true; readonly files: readonly LibraryFile[]; readonly looked: readonly string[] }
  | { readonly ok: false; readonly sentence: string; readonly looked: readonly string[] }

const mostFiles = 50
const longestText = 128 * 1024
/** `oj/git`: words with slashes between them, none of which leads anywhere else. */
const named = /^[A-Za-z0-9_][\w.-]{0,63}(?:\/[A-Za-z0-9_][\w.-]{0,63}){0,3}$/

/** Where libraries are looked for, in this order: beside the folder of runbooks, then where `oj` keeps those of its user. */
export function libraryFolders(runbooks: string, environment: NodeJS.ProcessEnv): string[] {
  const { OJ_STATE_DIR, XDG_STATE_HOME } = environment
  const state = OJ_STATE_DIR ?? join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'oj')
  return [join(dirname(runbooks), 'libraries'), join(state, 'libraries')]
}

/** The files of a library, by name. Nothing outside of the folders is read, also by way of links. Never throws. */
export async function foundLibrary(source: string, folders: readonly string[]): Promise<FoundLibrary> {
  if (!named.test(source)) {
    return { ok: false, sentence: 'a library has a name like oj/git; it is no path', looked: [] }
  }
  const places = folders.map((folder) => ({ root: folder, folder: join(folder, source) }))
  const looked: string[] = []
  for (const { root, folder } of places) {
    looked.push(folder)
    try {
      const real = await realpath(folder)
      if (!isInside(await realpath(root), real)) {
        return { ok: false, sentence: `${folder} leads out of ${root}; copy the library there`, looked }
      }
      if ((await stat(real)).isDirectory()) return await filesOf(folder, real, looked)
    } catch (error) {
      if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') continue
      return { ok: false, sentence: `${folder} cannot be read: ${faultText(error)}`, looked }
    }
  }
  const [first] = places
  const where = first === undefined ? '' : `; put its files into ${first.folder}`
  return { ok: false, sentence: `there is no library "${source}"${where}`, looked }
}

async function filesOf(folder: string, real: string, looked: readonly string[]): Promise<FoundLibrary> {
  const names = (await readdir(real)).filter((name) => /\.hcl$/i.test(name) && !name.startsWith('.')).sort()
  const refused = (sentence: string): FoundLibrary => ({ ok: false, sentence, looked })
  if (names.length === 0) return refused(`the library ${folder} holds no .hcl file`)
  if (names.length > mostFiles) {
    return refused(`the library ${folder} holds ${names.length} files; it may have ${mostFiles}`)
  }
  const files: LibraryFile[] = []
  for (const name of names) {
    const file = join(folder, name)
    const own = await realpath(join(real, name))
    if (!isInside(real, own)) return refused(`${file} leads out of its library`)
    const read = await readTextFile(own, longestText)
    if (!read.ok) return refused(`${file} ${saidOf(read.sentence)}`)
    files.push({ file, text: read.text })
  }
  return { ok: true, files, looked }
}
