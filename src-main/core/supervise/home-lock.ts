import { randomUUID } from 'node:crypto'
import { readFile, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { createFile, replaceFile } from '../home/durable-write'
import { faultCode } from '../home/fault-code'
import { processStartTime } from '../provider/process-table'
import { withHomeMutex } from './home-mutex'
import { askOwner, livenessOf, type Owner, type OwnerLiveness, ownerIn } from './owner'

export interface LockPlace {
  /** `supervisor.lock`. */
  readonly path: string
  readonly mutex: string
  readonly control: string
}

type Mine = { readonly mine: true; readonly owner: Owner; readonly previous: Owner | null; release(): Promise<void> }
type Theirs = { readonly mine: false; readonly owner: Owner; readonly liveness: Exclude<OwnerLiveness, 'dead'> }
export type HomeLock = Mine | Theirs

/** How long contenders wait for each other, in ms. */
const mutexMs = 20_000

/**
 * Takes the home for this process, or tells who has it. Looking at the lock and replacing a stale one happen under a mutex
 * that dies with its holder, so of many contenders exactly one gets it. A lock is stale when its process is gone, its
 * pid was given to another process, or it cannot be read and nobody answers; an owner that merely does not answer
 * keeps the home.
 */
export async function takeHomeLock(
  place: LockPlace,
  who: { readonly host: string; readonly version: string; readonly detached: boolean },
): Promise<HomeLock> {
  // A mute owner takes its time to be found mute, which contenders need not wait for one after the other.
  const theirs = await livingOwner(place, await readLock(place.path))
  if (theirs !== null) return theirs
  return withHomeMutex(place.mutex, mutexMs, async () => {
    const previous = await readLock(place.path)
    const quicker = await livingOwner(place, previous)
    if (quicker !== null) return quicker
    const owner: Owner = {
      ...who,
      pid: process.pid,
      processStartedAt: await processStartTime(process.pid),
      instance: randomUUID(),
      machine: hostname(),
      since: Date.now(),
      control: place.control,
    }
    const text = `${JSON.stringify(owner)}\n`
    if (previous === 'absent') await createFile(place.path, text, true)
    else await replaceFile(place.path, text)
    return {
      mine: true,
      owner,
      previous: previous === 'absent' ? null : previous,
      release: () => release(place, owner.instance),
    }
  })
}

/** Who a home's lock names, alive or not; null when there is no lock that can be read. */
export async function lockOwner(path: string): Promise<Owner | null> {
  const found = await readLock(path)
  return found === 'absent' ? null : found
}

/** A lock that somebody removed or spoilt does not make its living owner less of an owner. */
async function livingOwner(place: LockPlace, lock: Owner | 'absent' | null): Promise<Theirs | null> {
  if (lock === 'absent' || lock === null) {
    const owner = await askOwner(place.control)
    return owner === null ? null : { mine: false, owner, liveness: 'answers' }
  }
  const liveness = await livenessOf(lock)
  return liveness === 'dead' ? null : { mine: false, owner: lock, liveness }
}

async function release(place: LockPlace, instance: string): Promise<void> {
  await withHomeMutex(place.mutex, mutexMs, async () => {
    if ((await lockOwner(place.path))?.instance === instance) await unlink(place.path)
  })
}

async function readLock(path: string): Promise<Owner | 'absent' | null> {
  try {
    return ownerIn(await readFile(path, 'utf8'))
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return 'absent'
    throw error
  }
}
