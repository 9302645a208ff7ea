import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { faultCode } from '../home/fault-code'
import { isInside } from '../home/is-inside'

const longest = 4000
const keptOfLonger = 3900
const truncation = '\n\n[Response truncated...]'
/** No bracket may open inside: a text of nothing but openings must not be looked through once for each. */
const sendFileTag = /\[send_file:([^[\]\n]{1,4096})\]/g
const mostFiles = 50
/** What is left out is named in the answer so often, and each in so many characters. */
const mostTold = 3
const longestTold = 200

export interface LeftOut {
  readonly path: string
  readonly why: string
}
/** Files named beyond this many are not even counted, and what stands behind so many characters is not looked at for any. */
const mostTags = 1000
const longestLookedAt = 1_000_000

export interface Answer {
  readonly message: string
  readonly files: string[]
  /** Files the agent asked to send that were left out; of very many the last entry tells how many more. */
  readonly leftOut: LeftOut[]
}

/**
 * What an agent's text becomes on its way out: `[send_file: /abs/path]` tags are taken out and their files sent along when
 * they exist inside an allowed folder, symlinks followed; the others are told at the end. Long text is cut as TinyClaw's
 * channel clients expect it.
 */
export async function answerOf(text: string, allowedFolders: readonly string[]): Promise<Answer> {
  const files: string[] = []
  const leftOut: LeftOut[] = []
  const folders = await realFolders(allowedFolders)
  const looked = text.slice(0, longestLookedAt)
  const tags = looked.matchAll(sendFileTag).take(mostTags)
  const asked = [...new Set(Array.from(tags, ([, path = '']) => path.trim()))]
  for (const path of asked.slice(0, mostFiles)) {
    const why = await refusal(path, folders)
    if (why === null) files.push(path)
    else leftOut.push({ path, why })
  }
  const beyond = Math.max(0, asked.length - mostFiles)
  const message = cut(withoutTags(looked), footer(leftOut, beyond))
  if (beyond > 0) leftOut.push({ path: `${beyond} more`, why: `an answer may name ${mostFiles} files` })
  if (text.length > looked.length) {
    leftOut.push({
      path: 'the rest',
      why: `only the first ${longestLookedAt.toLocaleString('en')} characters are looked at`,
    })
  }
  return { message, files, leftOut }
}

/** Channel clients and databases stumble over NUL characters, and no answer means them; `replaceAll` takes several times as long. */
function withoutTags(text: string): string {
  return text.replace(sendFileTag, '').split('\0').join('').trim()
}

/** The files of these that may be sent from these folders, as they are now. */
export async function sendable(paths: readonly string[], allowedFolders: readonly string[]): Promise<string[]> {
  const folders = await realFolders(allowedFolders)
  const why = await Promise.all(paths.map((path) => refusal(path, folders)))
  return paths.filter((_, at) => why[at] === null)
}

/** A text as it goes out, with what follows it whatever its length is. */
export function cut(text: string, following = ''): string {
  if (following === '' && text.length <= longest) return text
  const between = text === '' ? '' : '\n\n'
  const after = following === '' ? '' : `${between}${following}`
  if (text.length + after.length <= longest) return text + after
  const kept = keptOfLonger - after.length
  const end = /[\uD800-\uDBFF]/.test(text.charAt(kept - 1)) ? kept - 1 : kept
  return text.slice(0, end) + truncation + after
}

function footer(leftOut: readonly LeftOut[], beyond: number): string {
  if (leftOut.length + beyond === 0) return ''
  const told = leftOut.slice(0, mostTold).map(({ path, why }) => `${shown(path)} (${why})`)
  const others = leftOut.length - told.length + beyond
  return `Not sent: ${[...told, ...(others > 0 ? [`${others} more`] : [])].join('; ')}.`
}

function shown(path: string): string {
  const plain = path.replace(/\p{C}/gu, '').trim()
  return plain.length > longestTold ? `${plain.slice(0, longestTold)}…` : plain
}

/** Of the folders those that are there, by their real paths. */
async function realFolders(folders: readonly string[]): Promise<string[]> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))
  return real.filter((folder) => folder !== null)
}

async function refusal(path: string, folders: readonly string[]): Promise<string | null> {
  if (!isAbsolute(path)) return 'its path is not absolute'
  try {
    const real = await realpath(path)
    if (!folders.some((folder) => isInside(folder, real))) return 'it lies in no folder that files may be sent from'
    if (!(await stat(real)).isFile()) return 'it is no regular file'
    await access(real, constants.R_OK)
    return null
  } catch (error) {
    const code = faultCode(error)
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'it does not exist' : 'it cannot be read'
  }
}
