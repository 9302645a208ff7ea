import { open } from 'node:fs/promises'
import { InvocationEvent, type InvocationEvents } from '#shared/invocation-events'
import { bounds } from '#shared/limits'
import { type Changes, pause } from '../ground/changes'
import { faultCode } from '../ground/fault-code'

export interface EventsOfRun {
  /** Its `events.jsonl`. */
  readonly path: string
  readonly isRunning: () => boolean
  readonly changes: Changes
}

const newline = 10

/** The events of a run from its newest on, in batches; the last one says so. A run without any gives one empty batch. */
export async function* followEvents(run: EventsOfRun, signal: AbortSignal): AsyncGenerator<InvocationEvents, void> {
  let offset: number | null = null
  let skipped = 0
  for (let first = true; !signal.aborted; first = false) {
    const seen = run.changes.count
    const running = run.isRunning()
    const piece: Piece = await read(run.path, offset)
    const events = eventsIn(piece.bytes)
    offset = piece.next
    if (first) skipped = (events[0]?.seq ?? 1) - 1
    const ended = !running && events.length === 0
    if (first || ended || events.length > 0) yield { events, skipped, ended }
    if (ended) return
    if (events.length > 0) await pause(bounds.pushMs, signal)
    else await run.changes.since(seen, signal)
  }
}

interface Piece {
  /** Whole lines. */
  readonly bytes: Buffer
  /** Where to read on; null while there is no file. */
  readonly next: number | null
}

/** The whole lines at an offset, or without one those of the tail. */
async function read(path: string, offset: number | null): Promise<Piece> {
  try {
    await using file = await open(path, 'r')
    const from = offset ?? Math.max(0, (await file.stat()).size - bounds.eventTail)
    const buffer = Buffer.alloc(bounds.eventTail)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const end = buffer.lastIndexOf(newline, bytesRead - 1) + 1
    const begin = offset === null && from > 0 ? buffer.indexOf(newline) + 1 : 0
    return {
      bytes: buffer.subarray(begin, Math.max(begin, bytesRead === 0 ? 0 : end)),
      next: from + (bytesRead === 0 ? 0 : end),
    }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return { bytes: Buffer.alloc(0), next: null }
    throw error
  }
}

function eventsIn(bytes: Buffer): InvocationEvent[] {
  const lines = bytes.toString('utf8').split('\n')
  return lines.flatMap((line) => {
    if (line === '') return []
    const event = InvocationEvent.safeParse(jsonOrNull(line))
    return event.success ? [event.data] : []
  })
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
