import { watch } from 'node:fs'
import { dirname } from 'node:path'
import { bounds } from '#shared/limits'
import type { LogLine, LogLines, LogQuery } from '#shared/log-line'
import { Changes, pause } from '../ground/changes'
import { LogReader } from './log-reader'

/** Lines of one batch; what comes faster is skipped and said so. */
const batchLines = 500
/** A file event can be lost, so the log is also looked at this often, in ms. */
const lookMs = 2_000

/** The newest matching lines of a log, then those that are written, until `signal` aborts. */
export async function* followLog(path: string, query: LogQuery, signal: AbortSignal): AsyncGenerator<LogLines, void> {
  const reader = new LogReader(path, query)
  const changes = new Changes()
  using _watching = watchFor(path, changes)
  yield { lines: await reader.tail(), skipped: false }
  while (!signal.aborted) {
    const seen = changes.count
    const lines: LogLine[] = []
    for (let found = await reader.next(); found !== null && !signal.aborted; found = await reader.next()) {
      lines.push(...found)
      if (lines.length > 10 * batchLines) lines.splice(0, lines.length - batchLines)
    }
    if (lines.length > 0) yield { lines: lines.slice(-batchLines), skipped: lines.length > batchLines }
    await pause(bounds.pushMs, signal)
    await changes.since(seen, AbortSignal.any([signal, AbortSignal.timeout(lookMs)]))
  }
}

function watchFor(path: string, changes: Changes): Disposable {
  try {
    const watcher = watch(dirname(path), { persistent: false }, () => changes.touch())
    watcher.on('error', () => watcher.close())
    return { [Symbol.dispose]: () => watcher.close() }
  } catch {
    // Not to be watched (the system's limit): the regular look makes up for it.
    return { [Symbol.dispose]: () => {} }
  }
}
