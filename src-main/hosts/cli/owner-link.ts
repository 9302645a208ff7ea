import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract'
import { homeOwner } from '../../core/supervise/home-lock'
import { livenessOf, type Owner } from '../../core/supervise/owner'
import { type ControlClient, connectControl } from '../control-client'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'

export type Calls = ContractRouterClient<Contract>

/** Who owns a home, as far as a command can reach it. */
export type FoundOwner =
  | { readonly kind: 'none' }
  | { readonly kind: 'answers'; readonly owner: Owner }
  | { readonly kind: 'another'; readonly owner: Owner; readonly liveness: 'mute' | 'elsewhere' }

/** An owner serves the contract a moment after it took the home, in ms. */
const servesWithinMs = 10_000
/** One that ends stops to answer a moment before it lets go of the home, in ms. */
const letsGoWithinMs = 1_000
const keptMs = 1_000

/**
 * Who owns the home now. An owner that does not answer may be about to: it takes the home a moment before it answers, and
 * lets go of it a moment after. So that one is asked again for a little while.
 */
export async function findOwner({ paths }: Pick<Call, 'paths'>): Promise<FoundOwner> {
  const patience = new Patience()
  for (;;) {
    patience.asking()
    const owner = await homeOwner(paths)
    if (owner === null) return { kind: 'none' }
    const liveness = await livenessOf(owner)
    if (liveness === 'dead') return { kind: 'none' }
    if (liveness === 'answers') return { kind: 'answers', owner }
    if (liveness === 'elsewhere' || patience.isOver(owner)) return { kind: 'another', owner, liveness }
    await sleep(50)
  }
}

/** Whether an owner that did not answer is worth another question. */
export class Patience {
  readonly #since = performance.now()
  #askedAt = this.#since
  #kept = 0

  /** To be called before each question. */
  asking(): void {
    this.#askedAt = performance.now()
  }

  isOver(owner: Owner): boolean {
    const now = performance.now()
    // One that comes or goes refuses the question at once; one that keeps it unanswered is busy, or halted if it does again.
    if (now - this.#askedAt > keptMs) return ++this.#kept === 2
    const isNew = Date.now() - owner.since < servesWithinMs
    return now - this.#since > (isNew ? servesWithinMs : letsGoWithinMs)
  }
}

/** The owner to speak with, or null. Fails for an owner that is there and cannot be spoken with. */
export async function reachableOwner(call: Pick<Call, 'paths'>): Promise<Owner | null> {
  const found = await findOwner(call)
  if (found.kind === 'another') throw ownedByAnother(found)
  return found.kind === 'answers' ? found.owner : null
}

/** The owner that must be there for what is asked. */
export async function neededOwner(call: Pick<Call, 'paths'>): Promise<Owner> {
  const owner = await reachableOwner(call)
  if (owner !== null) return owner
  assertHome(call)
  throw new CommandFailure('not_running', 'Lanekeeper is not running for this home.', {
    exitCode: exitCodes.notRunning,
    nextStep: 'Start it with lanekeeper start --detach.',
  })
}

/** The owner to ask, or null where the disk must do: nobody runs, or its owner does not answer, which is said. */
export async function ownerToAsk(call: Call, then = 'Shown is what is on the disk.'): Promise<Owner | null> {
  const found = await findOwner(call)
  if (found.kind === 'answers') return found.owner
  assertHome(call)
  if (found.kind === 'another') call.voice.note(`${anotherSentence(found)} ${then}`)
  return null
}

export function assertHome({ paths }: Pick<Call, 'paths'>): void {
  if (existsSync(paths.root)) return
  throw new CommandFailure('no_home', `There is no home at ${paths.root}.`, {
    nextStep: 'lanekeeper start makes one; --home DIR names another.',
  })
}

export function ownedByAnother(found: FoundOwner & { kind: 'another' }): CommandFailure {
  const { pid, machine } = found.owner
  return new CommandFailure('owned_by_another', anotherSentence(found), {
    exitCode: exitCodes.ownedByAnother,
    nextStep:
      found.liveness === 'elsewhere'
        ? `Use it on ${machine}, or stop it there.`
        : `If it does not come back, end process ${pid} by the system's own means; the next start repairs what it left.`,
  })
}

function anotherSentence({ owner, liveness }: FoundOwner & { kind: 'another' }): string {
  return liveness === 'elsewhere'
    ? `The home is owned by process ${owner.pid} (${owner.host} host) of the machine ${owner.machine}.`
    : `The home is owned by process ${owner.pid} (${owner.host} host), which does not answer.`
}

/** Speaks with the owner of a home. Fails as soon as the owner goes away in the middle. */
export async function speakWith<Value>(owner: Owner, use: (calls: Calls) => Promise<Value>): Promise<Value> {
  await using client = await connected(owner)
  const gone = client.closed.then(() => {
    throw ownerLeft(owner)
  })
  return await Promise.race([use(client.calls), gone])
}

export function ownerLeft({ pid }: Owner, cause?: unknown): CommandFailure {
  return new CommandFailure('owner_left', `The owner of the home, process ${pid}, ended before it answered.`, {
    nextStep: 'Look with lanekeeper status.',
    cause,
  })
}

async function connected(owner: Owner): Promise<ControlClient> {
  const until = performance.now() + servesWithinMs
  for (;;) {
    try {
      return await connectControl(owner.control)
    } catch (error) {
      if (performance.now() > until || (await livenessOf(owner)) !== 'answers') throw ownerLeft(owner, error)
      await sleep(50)
    }
  }
}

/** The first value of a stream that sends one at once. */
export async function firstOf<Value>(stream: Promise<AsyncIteratorObject<Value, unknown, void>>): Promise<Value> {
  const iterator = await stream
  try {
    const { value, done } = await iterator.next()
    if (done === true) throw new Error('the stream ended before its first value')
    return value
  } finally {
    await iterator.return?.()
  }
}
