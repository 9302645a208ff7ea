import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

const timeDigits = 9

/** Ids sort by the time they were made; the rest is random. */
export function newInvocationId(now = Date.now()): string {
  const random = Array.from(randomBytes(10), (byte) => (byte % 36).toString(36)).join('')
  return `${now.toString(36).padStart(timeDigits, '0')}-${random}`
}

/** Where the files of an invocation are: under the day (UTC) its id was made, or that of 1970 for a foreign id. */
export function invocationFolder(invocationsPath: string, id: string): string {
  const madeAt = /^[0-9a-z]{9}-/.test(id) ? Number.parseInt(id.slice(0, timeDigits), 36) : 0
  const day = new Date(madeAt).toISOString().slice(0, 10)
  return join(invocationsPath, day, id)
}
