import { guessedText } from '#shared/item-text'
import { faultCode } from './fault-code'
import { openRegular } from './open-regular'

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
    const truncated = file.bytes > most
    // A character that the bound cuts in two is left out.
    return { text: guessedText(await file.read(most), truncated), bytes: file.bytes, truncated }
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
