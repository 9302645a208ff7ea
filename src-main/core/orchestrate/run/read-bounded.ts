import { faultCode } from '../../home/fault-code'
import { openRegular } from '../../queue/open-regular'

export interface ReadText {
  readonly text: string
  readonly bytes: number
  readonly truncated: boolean
}

/** The beginning of a text file, or null when there is none; what is no regular file is none. */
export async function readBounded(path: string, most: number): Promise<ReadText | null> {
  try {
    using file = await openRegular(path)
    if (file === null) return null
    // A character that the bound cuts in two is left out.
    const text = new TextDecoder('utf-8').decode(await file.read(most), { stream: true })
    return { text, bytes: file.bytes, truncated: file.bytes > most }
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
