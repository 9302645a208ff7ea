import { open } from 'node:fs/promises'
import { faultCode } from '../../home/fault-code'

export interface ReadText {
  readonly text: string
  readonly bytes: number
  readonly truncated: boolean
}

/** The beginning of a text file, or null when there is none. */
export async function readBounded(path: string, most: number): Promise<ReadText | null> {
  try {
    await using file = await open(path, 'r')
    const found = await file.stat()
    if (!found.isFile()) return null
    const bytes = Buffer.alloc(Math.min(found.size, most))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    // A character that the bound cuts in two is left out.
    const text = new TextDecoder('utf-8').decode(bytes.subarray(0, bytesRead), { stream: true })
    return { text, bytes: found.size, truncated: found.size > most }
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
