import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { basename } from 'node:path'

export interface Machine {
  readonly cores: number
  readonly node: string
  readonly platform: string
  readonly fileSystem: string
  /** Of the last minute, before the first run. */
  readonly load: number
}

export function machineOf(folder: string): Machine {
  return {
    cores: availableParallelism(),
    node: process.versions.node,
    platform: process.platform,
    fileSystem: fileSystemOf(folder),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

/** The kind of file system a folder is on, as far as the system tells; for ext4 also whether it keeps a journal. */
function fileSystemOf(folder: string): string {
  if (!existsSync('/proc/mounts')) return 'unknown'
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '/none']) => `${folder}/`.startsWith(point === '/' ? '/' : `${point}/`))
    .sort(([, a = ''], [, b = '']) => b.length - a.length)
  const [device = '', , type = 'unknown'] = mounts[0] ?? []
  if (type !== 'ext4') return type
  const hasJournal = existsSync(`/proc/fs/jbd2/${basename(device)}-8`)
  return hasJournal ? 'ext4 with a journal' : 'ext4 without a journal of its own'
}
