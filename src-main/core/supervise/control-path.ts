import { createHash } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** A socket's path may have 103 bytes at the most on macOS, 107 on Linux. */
const longestSocketPath = 103

/**
 * Where the owner of a home answers: a socket in the home that only its user can reach, a shorter path when that one is too
 * long for a socket, a named pipe on Windows. The same home always gives the same path.
 */
export function controlPath(daemonPath: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash('sha256').update(daemonPath).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\lanekeeper-${name}`
  const path = join(daemonPath, 'control.sock')
  if (Buffer.byteLength(path) <= longestSocketPath) return path
  return join(tmpdir(), `lanekeeper-${userInfo().uid}-${name}`, 'control.sock')
}
