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

/** The structured log of a home: JSON lines with time, level and scope; errors with their cause chain. */
export function openLog(path: string): Log {
  const destination = pino.destination({ dest: path, sync: false, mkdir: true, maxLength: waitingBytes })
  // A log that cannot be written must not bring down what it tells of.
  let failing = false
  destination.on('error', () => {
    failing = true
  })
  destination.on('write', () => {
    failing = false
  })
  // Called as the process ends, and on a full disk it would try again without end.
  const flushSync = destination.flushSync.bind(destination)
  destination.flushSync = () => {
    if (!failing) flushSync()
  }
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  )
  return {
    info: (scope, sentence, facts) => log.info({ scope, ...facts }, sentence),
    warn: (scope, sentence, facts) => log.warn({ scope, ...facts }, sentence),
    error: (scope, sentence, error, facts) => log.error({ scope, ...facts, error: chain(error) }, sentence),
    close: async () => {
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
