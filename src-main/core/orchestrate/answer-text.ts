import { fileURLToPath } from 'node:url'
import { allowedFile, type LeftOut, realFolders, shownPath } from './allowed-file'

const longest = 4000
const keptOfLonger = 3900
const truncation = '\n\n[Response truncated...]'
/** No bracket may open inside: a text of nothing but openings must not be looked through once for each. */
const sendFileTag = /\[send_file:([^[\]\n]{1,4096})\]/gi
const mostFiles = 50
/** So much of what is left out is named in the answer. */
const mostTold = 3
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
  const asked = [...new Set(Array.from(tags, ([, path = '']) => plainPath(path)))].filter((path) => path !== '')
  for (const path of asked.slice(0, mostFiles)) {
    const found = await allowedFile(path, folders)
    if (found.ok) files.push(path)
    else leftOut.push({ path, why: found.why })
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
  const found = await Promise.all(paths.map((path) => allowedFile(path, folders)))
  return paths.filter((_, at) => found[at]?.ok)
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

/** A path as models write one: between quotes or marks of code, or as the address of a file. */
function plainPath(written: string): string {
  const path = written
    .trim()
    .replace(/^(["'`])(.*)\1$/, '$2')
    .trim()
  if (!/^file:\/\//i.test(path)) return path
  try {
    return fileURLToPath(path)
  } catch {
    // No address of a file on this machine.
    return path
  }
}

function footer(leftOut: readonly LeftOut[], beyond: number): string {
  if (leftOut.length + beyond === 0) return ''
  const told = leftOut.slice(0, mostTold).map(({ path, why }) => `${shownPath(path)} (${why})`)
  const others = leftOut.length - told.length + beyond
  return `Not sent: ${[...told, ...(others > 0 ? [`${others} more`] : [])].join('; ')}.`
}
