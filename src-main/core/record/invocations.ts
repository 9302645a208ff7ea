import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Invocation, type LogBatch, type LogPiece, type LogStream } from '#shared/invocation'
import type { InvocationEvents } from '#shared/invocation-events'
import { bounds } from '#shared/limits'
import { Changes, followValue, pause } from '../ground/changes'
import { faultCode } from '../ground/fault-code'
import { Refused } from '../ground/refused'
import { invocationFiles } from '../provider/invocation-files'
import { processStartTime } from '../provider/process-table'
import { followEvents } from './follow-events'

/** The invocations of a home: the running ones in memory, all of them on disk. */
export class Invocations {
  readonly #root: string
  readonly #running = new Map<string, { invocation: Invocation; readonly changes: Changes }>()

  constructor(root: string) {
    this.#root = root
  }

  /** Takes over a record as it was just written. */
  progressed(invocation: Invocation): void {
    const known = this.#running.get(invocation.id)
    const changes = known?.changes ?? new Changes()
    if (invocation.status === 'running') this.#running.set(invocation.id, { invocation, changes })
    else this.#running.delete(invocation.id)
    changes.touch()
  }

  wrote(id: string): void {
    this.#running.get(id)?.changes.touch()
  }

  /** The record of one invocation, or null when there is none that can be read. */
  async find(id: string): Promise<Invocation | null> {
    const running = this.#running.get(id)
    if (running !== undefined) return running.invocation
    let text: string
    try {
      text = await readFile(invocationFiles(this.#root, id).recordPath, 'utf8')
    } catch (error) {
      if (faultCode(error) === 'ENOENT') return null
      throw error
    }
    const record = Invocation.safeParse(jsonOrNull(text))
    return record.success ? checked(record.data) : null
  }

  /** Newest first. Reads at most `limit` records. */
  async recent(limit: number): Promise<Invocation[]> {
    const found: Invocation[] = []
    const days = (await newestFirst(this.#root)).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    for (const day of days) {
      for (const id of await newestFirst(join(this.#root, day))) {
        if (found.length >= limit) return found
        const invocation = await this.find(id)
        if (invocation !== null) found.push(invocation)
      }
    }
    return found
  }

  async *follow(id: string, signal: AbortSignal): AsyncGenerator<Invocation, void> {
    const changes = this.#running.get(id)?.changes ?? new Changes()
    if ((await this.find(id)) === null) throw unknown(id)
    for await (const invocation of followValue(changes, signal, bounds.pushMs, () => this.find(id))) {
      yield invocation
      if (invocation.status !== 'running') return
    }
  }

  /** Running ones that have written nothing for long, as their records tell. */
  quiet(): Invocation[] {
    return [...this.#running.values()]
      .map(({ invocation }) => invocation)
      .filter((invocation) => invocation.quietSince != null)
  }

  async *events(id: string, signal: AbortSignal): AsyncGenerator<InvocationEvents, void> {
    if ((await this.find(id)) === null) throw unknown(id)
    const changes = this.#running.get(id)?.changes ?? new Changes()
    const { eventsPath: path } = invocationFiles(this.#root, id)
    yield* followEvents({ path, isRunning: () => this.#running.has(id), changes }, signal)
  }

  /** The log from its tail on, in batches; the last one says so. */
  async *log(id: string, signal: AbortSignal): AsyncGenerator<LogBatch, void> {
    if ((await this.find(id)) === null) throw unknown(id)
    const { stdoutPath, stderrPath } = invocationFiles(this.#root, id)
    const changes = this.#running.get(id)?.changes ?? new Changes()
    const streams = [await tail('stdout', stdoutPath), await tail('stderr', stderrPath)]
    const skipped = { stdout: streams[0]?.offset ?? 0, stderr: streams[1]?.offset ?? 0 }
    for (let first = true; !signal.aborted; first = false) {
      const seen = changes.count
      const running = this.#running.has(id)
      const pieces: LogPiece[] = []
      for (const stream of streams) {
        const piece = await read(stream, !running)
        if (piece !== null) pieces.push(piece)
      }
      const ended = !running && pieces.length === 0
      if (first || ended || pieces.length > 0) yield { pieces, skipped, ended }
      if (ended) return
      if (pieces.length > 0) await pause(bounds.pushMs, signal)
      else await changes.since(seen, signal)
    }
  }
}

/** A record that says `running` though nobody here runs it tells of a process that is gone, or soon will be. */
async function checked(record: Invocation): Promise<Invocation> {
  if (record.status !== 'running') return record
  const alive = record.pid !== null && (await processStartTime(record.pid)) === record.processStartedAt
  const reason = alive ? 'Its process outlived the supervisor that started it.' : 'Its supervisor ended before it did.'
  return { ...record, status: 'lost', reason: record.reason ?? reason }
}

interface Reading {
  readonly stream: LogStream
  readonly path: string
  offset: number
}

async function tail(stream: LogStream, path: string): Promise<Reading> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      return { stream, path, offset: Math.max(0, size - bounds.logTail) }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
    return { stream, path, offset: 0 }
  }
}

/** The next piece of a log, never ending inside a character unless the log itself does. */
async function read(reading: Reading, whole: boolean): Promise<LogPiece | null> {
  let bytes: Buffer
  try {
    const file = await open(reading.path, 'r')
    try {
      const buffer = Buffer.alloc(bounds.logBatch)
      const { bytesRead } = await file.read(buffer, 0, buffer.length, reading.offset)
      bytes = buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
  const complete = whole && bytes.length < bounds.logBatch ? bytes.length : completeLength(bytes)
  if (complete === 0) return null
  const piece = {
    stream: reading.stream,
    offset: reading.offset,
    text: new TextDecoder().decode(bytes.subarray(0, complete)),
  }
  reading.offset += complete
  return piece
}

/** How many bytes of a buffer are whole UTF-8 characters. */
export function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needed > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

async function newestFirst(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort().reverse()
  } catch (error) {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return []
    throw error
  }
}

function unknown(id: string): Refused {
  return new Refused('no_such_invocation', `There is no invocation ${id}.`, 'It may have been removed by retention.')
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
