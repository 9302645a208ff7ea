import { open } from 'node:fs/promises'
import { RunLogEntry } from '#shared/run'
import { faultCode } from '../../ground/fault-code'

const mostBytes = 4 * 1024 * 1024
const tailBytes = 128 * 1024
const longestText = 2000

/**
 * Appends one line. A line that a crash cut off before is ended first. Once the file is as long as it may be, a last line
 * says so and later ones are let go.
 */
export async function appendToLog(path: string, entry: RunLogEntry): Promise<void> {
  await using file = await open(path, 'a+', 0o600)
  const { size } = await file.stat()
  if (size > mostBytes) return
  const line = JSON.stringify({ ...entry, text: entry.text.slice(0, longestText) })
  const full = JSON.stringify({ ...entry, kind: 'full', text: 'The log of this run is full.' })
  const last = Buffer.alloc(1)
  if (size > 0) await file.read(last, 0, 1, size - 1)
  const before = size > 0 && last.toString() !== '\n' ? '\n' : ''
  await file.appendFile(`${before}${size + line.length > mostBytes ? full.padEnd(mostBytes - size + 1) : line}\n`)
}

/** The newest entries, oldest first; lines that are none are left out. */
export async function readLog(path: string, most: number): Promise<RunLogEntry[]> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, tailBytes))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n')
    return (size > tailBytes ? lines.slice(1) : lines).flatMap(entryOf).slice(-most)
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return []
    throw error
  }
}

function entryOf(line: string): RunLogEntry[] {
  try {
    const entry = RunLogEntry.safeParse(JSON.parse(line))
    return entry.success ? [entry.data] : []
  } catch {
    return []
  }
}
