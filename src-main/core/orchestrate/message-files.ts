import { open } from 'node:fs/promises'
import type { IncomingMessage } from '#shared/message'
import { size } from '#shared/words'
import type { HandedFile } from '../provider/command-plan'
import { allowedFile, type LeftOut, realFolders, shownPath } from './allowed-file'

/** No bracket may open inside: a text of nothing but openings must not be looked through once for each. */
const fileTag = /\[file:([^[\]\n]{1,4096})\]/g
const mostFiles = 50
const mostRefused = 10
/** Tags beyond this many are not looked at, nor what stands behind so many characters. */
const mostTags = 1000
const longestLookedAt = 1_000_000
/** A larger image is named and not shown to the model. */
const mostImageBytes = 20 * 1024 * 1024

export interface MessageFiles {
  readonly files: readonly (HandedFile & { readonly bytes: number })[]
  readonly refused: readonly LeftOut[]
}

export const noFiles: MessageFiles = { files: [], refused: [] }

/** The paths that a message names in `files` and in `[file: …]` tags, each once; one more than are looked at of very many. */
export function filesNamed({ message, files = [] }: Pick<IncomingMessage, 'message' | 'files'>): string[] {
  const found = message.slice(0, longestLookedAt).matchAll(fileTag).take(mostTags)
  const tags = Array.from(found, ([, path = '']) => path)
  const paths = [...files, ...tags].map((path) => path.trim()).filter((path) => path !== '')
  return [...new Set(paths)].slice(0, mostFiles + 1)
}

/**
 * What a run is handed of the files its message names: those in the allowed folders. A message is anybody's, and naming a
 * file must not open it to whoever sent the message.
 */
export async function messageFiles(named: readonly string[], allowedFolders: readonly string[]): Promise<MessageFiles> {
  if (named.length === 0) return noFiles
  const folders = await realFolders(allowedFolders)
  const files: MessageFiles['files'][number][] = []
  const refused: LeftOut[] = []
  for (const path of named.slice(0, mostFiles)) {
    const found = await allowedFile(path, folders)
    if (!found.ok) refused.push({ path, why: found.why })
    else {
      const { real, bytes } = found
      files.push({ path, real, bytes, isImage: bytes <= mostImageBytes && (await holdsImage(real)) })
    }
  }
  if (named.length > mostFiles) refused.push({ path: 'others', why: `a message may name ${mostFiles} files` })
  return { files, refused }
}

/** Lines for the prompt, none of them empty; an empty text where no file was named. */
export function filesText({ files, refused }: MessageFiles): string {
  const given = files.map(({ path, bytes }) => `- ${shownPath(path)} (${size(bytes)})`)
  const others = refused.length > mostRefused ? [`${refused.length - mostRefused} more`] : []
  const left = refused.slice(0, mostRefused).map(({ path, why }) => `${shownPath(path)} (${why})`)
  const lines = [
    ...(given.length === 0 ? [] : ['Files that came with the message, which you may read:', ...given]),
    ...(left.length === 0 ? [] : [`Named in the message, and not handed to you: ${[...left, ...others].join('; ')}.`]),
  ]
  return lines.join('\n')
}

const imageStarts = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a']

/** By its first bytes: a program that is handed something else under the name of an image may refuse the whole message. */
async function holdsImage(path: string): Promise<boolean> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0)
    const start = buffer.toString('latin1', 0, bytesRead)
    return imageStarts.some((begins) => start.startsWith(begins)) || /^RIFF[\s\S]{4}WEBP/.test(start)
  } catch {
    return false
  }
}
