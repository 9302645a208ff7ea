import type { IncomingMessage } from '#shared/message'
import { faultCode, faultText } from '../ground/fault-code'
import { failureNotice } from './failure-notice'
import { parseItemName } from './item-name'
import type { Identity, LaneRecord } from './lane-record'
import { keepTrying, type SettleContext, type Settled, settleItem } from './settle-item'
import type { ClaimedItem, Ended, Room, Work, Working } from './work'

export interface RunContext extends SettleContext {
  readonly record: LaneRecord
  readonly work: Work
  /** The slot it works in; `group` is the one it is in, or was in last. */
  readonly room: Room & { readonly group: string }
  /** Told what is known of the running item, for the list of active items. */
  readonly working: (file: string, now: Working) => void
  /** Keeps a name counted in `processing` until it is released. */
  readonly hold: (file: string) => void
  readonly release: (file: string) => void
  /** Told that the disk refuses to take a finished item's move, and null once it went through. */
  readonly diskRefuses: (error: unknown) => void
  /** Told that what was to be done after the move failed. */
  readonly afterFailed: (error: unknown) => void
  /** Aborts when the worker must end whatever is unfinished. */
  readonly leaving: AbortSignal
}

/** What a run left: the name under which its item waits for a person, and whose slot it needs next; null: as before. */
export interface RunEnd {
  readonly parked: string | null
  readonly group: string | null
}

export const idle: Working = { agent: null, provider: null, invocationId: null }

/** No room on the disk, no more files that may be open, no memory: what passes, and what no item is to blame for. */
const shortages = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM'])
/** How long an item waits for the machine to have room again, ms. */
const shortageMs = 10_000

/**
 * The life of a claimed item up to the move that takes it out of `processing`, or lets it wait there. Whatever the work
 * does, exactly one such move follows: finish, give back, bury or park. Rejects only when the disk refuses that move.
 */
export async function runItem(
  file: string,
  identity: Identity,
  key: string | null,
  message: IncomingMessage,
  signal: AbortSignal,
  context: RunContext,
): Promise<RunEnd> {
  const name = parseItemName(file, true)
  const { record, room } = context
  const item: ClaimedItem = {
    lane: record.lane,
    id: identity.id,
    file,
    claim: name.claim ?? '',
    arrivedAt: identity.arrivedAt,
    attempt: name.attempt,
    lastAttempt: name.attempt >= context.settings.maxAttempts,
    key,
    message,
    room,
  }
  let working = idle
  const ended = await attempt(item, signal, context, (now) => {
    if (now.invocationId !== null && now.invocationId !== working.invocationId) {
      const text = now.takenUp
        ? `Goes on from what ${now.agent ?? 'its agent'} had said when Lanekeeper ended`
        : `Invoked ${now.agent ?? 'its agent'} through ${now.provider ?? 'its provider'}`
      record.tell(identity, { kind: 'invoked', status: 'active', text, working: now })
    }
    if (now.refused !== undefined && now.refused !== working.refused) {
      record.tell(identity, { kind: 'refused', status: 'active', text: now.refused, working: now })
    }
    working = now
    context.working(file, now)
  })
  const { parked } = await moveAndTell(item, identity, ended, working, context)
  return { parked, group: groupAfter(ended, room.group) }
}

/** Carries out the move an ending asks for, writes it down, and then does what is to be done after it. */
export async function moveAndTell(
  item: Pick<ClaimedItem, 'file' | 'attempt' | 'lastAttempt'>,
  identity: Identity,
  ended: Ended,
  working: Working,
  context: Omit<RunContext, 'work' | 'room' | 'working'>,
): Promise<Settled> {
  const settled = await movedAndTold(item, identity, ended, working, context)
  await afterwards(ended, context)
  return settled
}

async function movedAndTold(
  item: Pick<ClaimedItem, 'file' | 'attempt' | 'lastAttempt'>,
  identity: Identity,
  ended: Ended,
  working: Working,
  context: Omit<RunContext, 'work' | 'room' | 'working'>,
): Promise<Settled> {
  const { record, diskRefuses, leaving } = context
  const isAnswered = ended.kind === 'completed'
  // Until it is written down as completed it counts as active, though its file is gone; from then on it does not.
  if (isAnswered) context.hold(item.file)
  try {
    // Only the move is tried again: a record that breaks must not have an answer published twice.
    const settled = await keepTrying(() => settleItem(item, ended, working, context), diskRefuses, leaving)
    record.tell(identity, settled.told)
    return settled
  } finally {
    if (isAnswered) context.release(item.file)
  }
}

async function afterwards({ after }: Ended, { afterFailed }: Pick<RunContext, 'afterFailed'>): Promise<void> {
  try {
    await after?.()
  } catch (error) {
    afterFailed(error)
  }
}

async function attempt(
  item: ClaimedItem,
  signal: AbortSignal,
  context: RunContext,
  working: (now: Working) => void,
): Promise<Ended> {
  try {
    return await context.work(item, signal, working)
  } catch (error) {
    if (shortages.has(faultCode(error) ?? '')) {
      const sentence = `The machine has run short: ${faultText(error)}.`
      const nextStep = 'Make room; it goes on by itself.'
      return { kind: 'held', sentence, nextStep, notBefore: context.now() + shortageMs }
    }
    const sentence = `The attempt broke off: ${faultText(error)}.`
    return {
      kind: 'failed',
      failureClass: null,
      sentence,
      nextStep: 'See the log for the cause.',
      retryable: true,
      summary: failureNotice(item.message, sentence),
    }
  }
}

/** What waited goes on where it stopped; a failed item begins anew. */
function groupAfter(ended: Ended, last: string): string | null {
  if (ended.kind === 'held') return ended.group ?? null
  return ended.kind === 'waiting' ? last : null
}
