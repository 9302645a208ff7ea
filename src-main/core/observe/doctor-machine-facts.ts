import { existsSync } from 'node:fs'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { MachineFacts } from './doctor-machine'

/** Processes looked through for watchers at the most. */
const mostProcesses = 5_000

export async function machineFacts(resourcesPath: string): Promise<MachineFacts> {
  return {
    nodeVersion: process.versions.node,
    electron: await electron(resourcesPath),
    openFiles: openFiles(),
    watches: process.platform === 'linux' ? await watches() : null,
  }
}

const Package = z.object({ version: z.string() })

async function electron(resourcesPath: string): Promise<MachineFacts['electron']> {
  const running = process.versions.electron
  if (running !== undefined) return { kind: 'running', version: running }
  const folder = resolve(resourcesPath, '../node_modules/electron')
  try {
    const { version } = Package.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
    // Written by its own installer once the program is unpacked.
    return { kind: 'installed', version, program: existsSync(join(folder, 'path.txt')) }
  } catch {
    return { kind: 'absent' }
  }
}

const Report = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }),
})

function openFiles(): number | null {
  const report = Report.safeParse(process.report.getReport())
  if (!report.success) return null
  const { soft } = report.data.userLimits.open_files
  return typeof soft === 'number' ? soft : null
}

async function watches(): Promise<MachineFacts['watches']> {
  const limit = async (name: string): Promise<number> =>
    Number.parseInt(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8').catch(() => ''), 10)
  const [mostWatches, mostInstances] = [await limit('max_user_watches'), await limit('max_user_instances')]
  if (Number.isNaN(mostWatches) || Number.isNaN(mostInstances)) return null
  let usedWatches = 0
  let usedInstances = 0
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).slice(0, mostProcesses)
  for (const pid of pids) {
    for (const count of await watchersOf(pid)) {
      usedInstances++
      usedWatches += count
    }
  }
  return { mostWatches, usedWatches, mostInstances, usedInstances }
}

/** How many watches each watcher of a process has. A process of another user, or one just gone, tells nothing. */
async function watchersOf(pid: string): Promise<number[]> {
  const found: number[] = []
  for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
    if (!target.includes('inotify')) continue
    const text = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').catch(() => '')
    found.push(text.split('\n').filter((line) => line.startsWith('inotify ')).length)
  }
  return found
}
