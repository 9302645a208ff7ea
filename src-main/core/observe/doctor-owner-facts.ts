import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { HomePaths } from '../ground/home-paths'
import { attemptProcesses } from '../provider/attempt-processes'
import { lockOwner } from '../supervise/home-lock'
import { verifiedStatus } from '../supervise/verified-status'
import type { OwnerFacts } from './doctor-owner'

export async function ownerFacts(paths: HomePaths): Promise<OwnerFacts> {
  const status = await verifiedStatus(paths)
  const { owner } = status
  return {
    status,
    lockPath: paths.lock,
    lockUnreadable: existsSync(paths.lock) && (await lockOwner(paths.lock)) === null,
    processes: await attemptProcesses(paths.invocations),
    socketMode: owner === null || process.platform === 'win32' ? null : await modeOf(owner.control),
  }
}

async function modeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mode }) => mode,
    () => null,
  )
}
