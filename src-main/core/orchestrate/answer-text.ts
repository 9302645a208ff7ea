import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, sep } from 'node:path'

const longest = 4000
const keptOfLonger = 3900
const truncation = '\n\n[Response truncated...]'
/** No bracket may open inside: a text of nothing but openings must not be looked through once for each. */
const sendFileTag = /\[send_file:([^[\]\n]{1,4096})\]/g
const mostFiles = 50

export interface Answer {
  readonly message: string
  readonly files: string[]
  /** Files the agent asked to send that were left out, each with why. */
  readonly leftOut: string[]
}

/**
 * What an agent's text becomes on its way out: `[send_file: /abs/path]` tags are taken out and their files sent along when
 * they exist inside an allowed folder, symlinks followed; long text is cut as TinyClaw's channel clients expect it.
 */
export async function answerOf(text: string, allowedFolders: readonly string[]): Promise<Answer> {
  const files: string[] = []
  const leftOut: string[] = []
  const asked = [...new Set(Array.from(text.matchAll(sendFileTag), ([, path = '']) => path.trim()))]
  for (const path of asked.slice(0, mostFiles)) {
    const why = await refusal(path, allowedFolders)
    if (why === null) files.push(path)
    else leftOut.push(`${path}: ${why}`)
  }
  if (asked.length > mostFiles) leftOut.push(`${asked.length - mostFiles} more: an answer may name ${mostFiles}`)
  // Channel clients and databases stumble over NUL characters, and no answer means them.
  return { message: cut(text.replace(sendFileTag, '').replaceAll('\0', '').trim()), files, leftOut }
}

export function cut(text: string): string {
  if (text.length <= longest) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(keptOfLonger - 1)) ? keptOfLonger - 1 : keptOfLonger
  return text.slice(0, end) + truncation
}

async function refusal(path: string, allowedFolders: readonly string[]): Promise<string | null> {
  if (!isAbsolute(path)) return 'not an absolute path'
  try {
    const real = await realpath(path)
    if (!(await stat(real)).isFile()) return 'not a regular file'
    for (const folder of allowedFolders) {
      if (real.startsWith((await realpath(folder)) + sep)) return null
    }
    return 'outside the allowed folders'
  } catch {
    return 'it does not exist or cannot be read'
  }
}
