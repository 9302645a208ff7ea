import { open } from 'node:fs/promises'
import { z } from 'zod'
import { LogLevel, type LogLine, type LogQuery, logLevels } from '#shared/log-line'
import { faultCode } from '../ground/fault-code'

const Written = z.looseObject({ level: LogLevel, time: z.string(), scope: z.string().optional(), msg: z.string() })

/** Read at a time, and how far back a follower looks for its first lines. */
const chunkBytes = 256 * 1024
const tailBytes = 4 * 1024 * 1024
/** A longer line is cut. */
const lineLength = 16 * 1024

/** Reads a log of JSON lines piece by piece, and notices when it was rotated away under it. */
export class LogReader {
  readonly #path: string
  readonly #query: LogQuery
  #offset = 0

  constructor(path: string, query: LogQuery) {
    this.#path = path
    this.#query = query
  }

  /** The newest matching lines, and from there on `next` goes on. */
  async tail(): Promise<LogLine[]> {
    const size = await sizeOf(this.#path)
    this.#offset = Math.max(0, size - tailBytes)
    const isCut = this.#offset > 0
    const lines: LogLine[] = []
    for (;;) {
      const found = await this.next()
      if (found === null) break
      lines.push(...found)
      if (lines.length > 10_000) lines.splice(0, lines.length - Math.max(this.#query.lines, 1))
    }
    // The first line may have begun before where the reading began.
    const whole = isCut ? lines.slice(1) : lines
    return this.#query.lines === 0 ? [] : whole.slice(-this.#query.lines)
  }

  /** The matching lines of the next piece; null when there is nothing more to read now. */
  async next(): Promise<LogLine[] | null> {
    const size = await sizeOf(this.#path)
    // Shorter than what was read: the log was rotated and begins anew.
    if (size < this.#offset) this.#offset = 0
    if (size === this.#offset) return null
    const bytes = await readAt(this.#path, this.#offset, chunkBytes)
    const end = bytes.lastIndexOf(0x0a) + 1
    if (end === 0 && bytes.length < chunkBytes) return null
    // A line longer than a piece is let go of rather than gathered without bound.
    const complete = end === 0 ? bytes.length : end
    const found = linesIn(bytes.subarray(0, complete), this.#offset).filter((line) => matches(line, this.#query))
    this.#offset += complete
    return found
  }
}

function linesIn(bytes: Buffer, start: number): LogLine[] {
  const lines: LogLine[] = []
  for (let from = 0; from < bytes.length; ) {
    const to = bytes.indexOf(0x0a, from)
    const end = to === -1 ? bytes.length : to
    const line = parsed(bytes.toString('utf8', from, end), start + from)
    if (line !== null) lines.push(line)
    from = end + 1
  }
  return lines
}

function parsed(text: string, offset: number): LogLine | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const written = Written.safeParse(value)
  if (!written.success) return null
  const { level, time, scope = '', msg, ...rest } = written.data
  const facts = Object.keys(rest).length === 0 ? null : JSON.stringify(rest).slice(0, lineLength)
  return { offset, at: time, level, scope, sentence: msg.slice(0, lineLength), facts }
}

function matches(line: LogLine, query: LogQuery): boolean {
  if (logLevels.indexOf(line.level) < logLevels.indexOf(query.level)) return false
  if (query.scope !== '' && line.scope !== query.scope) return false
  if (query.search === '') return true
  return `${line.scope} ${line.sentence} ${line.facts ?? ''}`.toLowerCase().includes(query.search.toLowerCase())
}

async function sizeOf(path: string): Promise<number> {
  try {
    const file = await open(path, 'r')
    try {
      return (await file.stat()).size
    } finally {
      await file.close()
    }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return 0
    throw error
  }
}

async function readAt(path: string, offset: number, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(bytes)
    const { bytesRead } = await file.read(buffer, 0, bytes, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
