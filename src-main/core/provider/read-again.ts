import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Invocation } from '#shared/invocation'
import type { RefusedTool } from '#shared/refused-tools'
import { faultCode } from '../ground/fault-code'
import { Tail } from './byte-ends'
import type { InvocationFiles } from './invocation-files'
import type { Conclusion, Ending } from './outcome'
import { providerOf } from './providers/registry'
import type { Reading } from './reading'

export interface ReadAgain {
  readonly conclusion: Conclusion
  readonly refused: readonly RefusedTool[]
  readonly stdoutBytes: number
  readonly stderrBytes: number
}

const chunkBytes = 64 * 1024
const tailBytes = 16 * 1024

/**
 * Judges a run by what was written down of its output, as it would have been judged when it ended: by the same reader and
 * the same rule. Goes through its logs piece by piece, and lets others have their turn after each.
 */
export async function readAgain(
  files: InvocationFiles,
  { provider }: Pick<Invocation, 'provider'>,
  reading: Reading,
  ending: Omit<Ending, 'stderrTail'>,
): Promise<ReadAgain> {
  const reader = providerOf(reading.kind).reader({ ...reading, program: provider }, () => {})
  const called = reading.program === null ? {} : { program: reading.program }
  const stdoutBytes = await eachChunk(files.stdoutPath, (chunk) => reader.push(chunk))
  const tail = new Tail(tailBytes)
  const stderrBytes = await eachChunk(files.stderrPath, (chunk) => {
    tail.push(chunk)
    reader.pushError?.(chunk)
  })
  const conclusion = reader.conclude({ ...ending, ...called, stderrTail: tail.text() })
  return { conclusion, refused: reader.refused?.() ?? [], stdoutBytes, stderrBytes }
}

/** Answers how many bytes there were; none in a file that is not there, or is no file. */
async function eachChunk(path: string, take: (chunk: Uint8Array) => void): Promise<number> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const found = await file.stat()
    if (!found.isFile()) return 0
    const buffer = Buffer.alloc(chunkBytes)
    let at = 0
    // No further than it reached when it was opened: a process that refuses to die may still write.
    while (at < found.size) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(chunkBytes, found.size - at), at)
      if (bytesRead === 0) break
      // Readers keep what they are given.
      take(Uint8Array.from(buffer.subarray(0, bytesRead)))
      at += bytesRead
    }
    return at
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return 0
    throw error
  }
}
