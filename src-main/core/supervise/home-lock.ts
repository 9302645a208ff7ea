import { randomUUID } from 'node:crypto'
import { readFile, rename, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { createFile } from '../home/durable-write'
import { faultCode } from '../home/fault-code'
import { processStartTime } from '../provider/process-table'

/** Who owns a home: enough to tell a live owner from a dead one whose pid was given to somebody else. */
export const Owner = z.object({
  pid: z.int().min(1),
  processStartedAt: z.string().nullable(),
  instance: z.string(),
  host: z.string(),
  machine: z.string(),
  since: z.number(),
})
export type Owner = z.infer<typeof Owner>

export type HomeLock =
  | { readonly mine: true; release(): Promise<void> }
  | { readonly mine: false; readonly owner: Owner }

/**
 * Takes the home for this process, or tells who has it. The lock file is created exclusively; one whose owner is dead is
 * first moved aside by an exclusive rename, so of many that find it stale exactly one goes on to create the next.
 */
export async function takeHomeLock(path: string, host: string): Promise<HomeLock> {
  const owner: Owner = {
    pid: process.pid,
    processStartedAt: await processStartTime(process.pid),
    instance: randomUUID(),
    host,
    machine: hostname(),
    since: Date.now(),
  }
  for (let tries = 0; tries < 20; tries++) {
    try {
      await createFile(path, `${JSON.stringify(owner)}\n`, true)
      return { mine: true, release: () => release(path, owner.instance) }
    } catch (error) {
      if (faultCode(error) !== 'EEXIST') throw error
    }
    const found = await readOwner(path)
    if (found !== null && (await isAlive(found))) return { mine: false, owner: found }
    await moveAside(path, found)
  }
  throw new Error(`${path} keeps changing hands`)
}

async function release(path: string, instance: string): Promise<void> {
  if ((await readOwner(path))?.instance === instance) await unlink(path)
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // Gone, half-written or no lock at all: nobody is known to own the home.
    return null
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  const startedAt = await processStartTime(owner.pid)
  return startedAt !== null && (owner.processStartedAt === null || owner.processStartedAt === startedAt)
}

/** Moves a stale lock out of the way and makes sure it moved the one it had looked at. */
async function moveAside(path: string, stale: Owner | null): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`
  try {
    await rename(path, aside)
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return
    throw error
  }
  const moved = await readOwner(aside)
  // Somebody took the lock between our look and our move: give it back unless another has been created since.
  if (moved !== null && moved.instance !== stale?.instance && (await isAlive(moved))) {
    await createFile(path, `${JSON.stringify(moved)}\n`, true).catch((error) => {
      if (faultCode(error) !== 'EEXIST') throw error
    })
  }
  await unlink(aside)
}
