import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { createFile, replaceFile } from '../ground/durable-write'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { processStartTime } from '../provider/process-table'
import { controlPath } from './control-path'
import { withHomeMutex } from './home-mutex'
import { askOwner, livenessOf, type Owner, type OwnerLiveness, ownerIn } from './owner'
import { doorName, OwnerDoor, whoHasDoor } from './owner-door'

export interface LockPlace {
  /** `supervisor.lock`. */
  readonly path: string
  readonly mutex: string
  readonly control: string
  /** See `doorName`. */
  readonly door: string | null
}

export async function lockPlace(paths: HomePaths): Promise<LockPlace> {
  const { lock: path, lockMutex: mutex, daemon, root } = paths
  return { path, mutex, control: controlPath(daemon), door: await doorName(root) }
}

type Mine = {
  readonly mine: true
  readonly owner: Owner
  readonly previous: Owner | null
  /** Puts the lock back where it is gone or spoilt; see `keptLock`. */
  keep(): Promise<KeptLock>
  release(): Promise<void>
}
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
    const door = await takeDoor(place, owner)
    if (door !== null && 'mine' in door) return door
    try {
      await write(place.path, previous, owner)
    } catch (error) {
      await door?.[Symbol.asyncDispose]()
      throw error
    }
    return {
      mine: true,
      owner,
      previous: previous === 'absent' ? null : previous,
      keep: () => keptLock(place, owner),
      release: async () => {
        await release(place, owner.instance)
        await door?.[Symbol.asyncDispose]()
      },
    }
  })
}

/** How often a door is tried that nobody is seen to have: whoever had it ends in between. */
const doorTries = 5

/** Files can be removed under a living owner; what it has beside them cannot. Null where the system has no such thing. */
async function takeDoor({ door: name, control }: LockPlace, owner: Owner): Promise<OwnerDoor | Theirs | null> {
  if (name === null) return null
  for (let tries = 1; ; tries++) {
    const door = await OwnerDoor.open(name, owner)
    if (door !== null) return door
    const holder = await whoHasDoor(name, control)
    const liveness = holder === null ? 'dead' : await livenessOf(holder)
    if (holder !== null && liveness !== 'dead') return { mine: false, owner: holder, liveness }
    if (tries === doorTries) throw new Error('another process has its name and cannot be seen')
  }
}

/**
 * What became of an owner's lock: it stands, it was put back, or it names another owner that lives, which a lock restored
 * from a copy of the home does not.
 */
export type KeptLock =
  | { readonly kind: 'stands' | 'put_back' }
  | { readonly kind: 'another'; readonly owner: Owner; readonly liveness: Exclude<OwnerLiveness, 'dead'> }

async function keptLock(place: LockPlace, owner: Owner): Promise<KeptLock> {
  const isOurs = (lock: Owner | 'absent' | null) => typeof lock === 'object' && lock?.instance === owner.instance
  if (isOurs(await readLock(place.path))) return { kind: 'stands' }
  return withHomeMutex(place.mutex, mutexMs, async () => {
    const found = await readLock(place.path)
    if (isOurs(found)) return { kind: 'stands' }
    if (found !== 'absent' && found !== null) {
      const liveness = await livenessOf(found)
      if (liveness !== 'dead') return { kind: 'another', owner: found, liveness }
    }
    await write(place.path, found, owner)
    return { kind: 'put_back' }
  })
}

async function write(path: string, previous: Owner | 'absent' | null, owner: Owner): Promise<void> {
  const text = `${JSON.stringify(owner)}\n`
  if (previous === 'absent') await createFile(path, text, true)
  else await replaceFile(path, text)
}

/** Who owns a home, as far as lock, control socket and what it has beside its files tell; alive or not. */
export async function homeOwner(paths: HomePaths): Promise<Owner | null> {
  const named = await lockOwner(paths.lock)
  if (named !== null && (await livenessOf(named)) !== 'dead') return named
  const { control, door } = await lockPlace(paths)
  const asked = (await askOwner(control)) ?? (door === null ? null : await whoHasDoor(door, control))
  return asked ?? named
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
  if (!existsSync(dirname(place.mutex))) return
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
