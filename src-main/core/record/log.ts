import { chmodSync, statSync } from 'node:fs'
import pino from 'pino'

export interface Log {
  info(scope: string, sentence: string, facts?: object): void
  warn(scope: string, sentence: string, facts?: object): void
  error(scope: string, sentence: string, error: unknown, facts?: object): void
  /** Writes what is buffered and lets go of the file. */
  close(): Promise<void>
}

/** What a disk that takes nothing may leave waiting to be written; lines beyond it are dropped. */
const waitingBytes = 4 * 1024 * 1024

/** Lines go to the disk together: once there are so many characters, or this long after the first of them, ms. */
const togetherCharacters = 4096
const togetherMs = 10

/** The structured log of a home: JSON lines with time, level and scope; errors with their cause chain. */
export function openLog(path: string): Log {
  const destination = pino.destination({ dest: path, sync: false, mkdir: true, mode: 0o600, maxLength: waitingBytes })
  makePrivate(path)
  // A log that cannot be written must not bring down what it tells of.
  let failing = false
  destination.on('error', () => {
    failing = true
  })
  destination.on('write', () => {
    failing = false
  })
  let lines = ''
  let timer: NodeJS.Timeout | null = null
  const passOn = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (lines !== '') destination.write(lines)
    lines = ''
  }
  let isClosed = false
  const write = (line: string): void => {
    // A call that was under way when the home was closed may end later, and has nothing to write to.
    if (isClosed) return
    lines += line
    if (lines.length >= togetherCharacters) passOn()
    else timer ??= setTimeout(passOn, togetherMs)
  }
  // Called as the process ends, and on a full disk it would try again without end.
  const flushSync = destination.flushSync.bind(destination)
  destination.flushSync = () => {
    passOn()
    if (!failing) flushSync()
  }
  const log = pino({ base: null, timestamp: isoTime, formatters: { level: (label) => ({ level: label }) } }, { write })
  return {
    info: (scope, sentence, facts) => log.info({ scope, ...facts }, sentence),
    warn: (scope, sentence, facts) => log.warn({ scope, ...facts }, sentence),
    error: (scope, sentence, error, facts) => log.error({ scope, ...facts, error: chain(error) }, sentence),
    close: async () => {
      passOn()
      isClosed = true
      const closed = Promise.withResolvers<void>()
      destination.once('close', () => closed.resolve())
      destination.once('error', () => closed.resolve())
      destination.end()
      await closed.promise
      // Lets go of what could not be written.
      destination.destroy()
    },
  }
}

/** A log that was there has the mode that somebody's mask gave it. */
function makePrivate(path: string): void {
  try {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  } catch {
    // Not there yet, then it is made with its mode; or somebody else's, and theirs to guard.
  }
}

let timedAt = 0
let timeText = ''

/** Many lines fall into one millisecond. */
function isoTime(): string {
  const now = Date.now()
  if (now !== timedAt) {
    timedAt = now
    timeText = `,"time":"${new Date(now).toISOString()}"`
  }
  return timeText
}

/** An error with its causes, five deep at the most. */
function chain(error: unknown): object[] {
  const links: object[] = []
  for (let link = error; link !== undefined && link !== null && links.length < 5; ) {
    if (link instanceof Error) {
      links.push({ name: link.name, message: link.message, stack: link.stack })
      link = link.cause
    } else {
      links.push({ message: String(link) })
      break
    }
  }
  return links
}
