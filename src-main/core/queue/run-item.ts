import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingMessage } from '#shared/message'
import { faultText } from '../home/fault-code'
import { backOffMs } from './back-off'
import { failureNotice } from './failure-notice'
import { parseItemName } from './item-name'
import type { LaneMoves } from './lane-moves'
import type { Identity, LaneRecord, Told } from './lane-record'
import type { ClaimedItem, Ended, Work, Working } from './work'

export interface RunSettings {
  readonly maxAttempts: number
  readonly retry: { readonly baseMs: number; readonly capMs: number }
}

export interface RunContext {
  readonly moves: LaneMoves
  readonly record: LaneRecord
  readonly work: Work
  readonly settings: RunSettings
  readonly now: () => number
  /** Told what is known of the running item, for the list of active items. */
  readonly working: (file: string, now: Working) => void
  /** Keeps a name counted in `processing` until it is released. */
  readonly hold: (file: string) => void
  readonly release: (file: string) => void
  /** Told that the disk refuses to take a finished item's move, and null once it went through. */
  readonly diskRefuses: (error: unknown) => void
  /** Aborts when the worker must end whatever is unfinished. */
  readonly leaving: AbortSignal
}

const idle: Working = { agent: null, provider: null, invocationId: null }

/**
 * The life of a claimed item up to the move that takes it out of `processing`. Whatever the work does, exactly one such
 * move follows: finish, give back or bury. Rejects only when the disk refuses that move.
 */
export async function runItem(
  file: string,
  identity: Identity,
  key: string | null,
  message: IncomingMessage,
  signal: AbortSignal,
  context: RunContext,
): Promise<void> {
  const name = parseItemName(file, true)
  const item: ClaimedItem = {
    lane: context.record.lane,
    id: identity.id,
    file,
    claim: name.claim ?? '',
    attempt: name.attempt,
    lastAttempt: name.attempt >= context.settings.maxAttempts,
    key,
    message,
  }
  const { record } = context
  let working = idle
  const ended = await attempt(item, signal, context, (now) => {
    if (now.invocationId !== null && now.invocationId !== working.invocationId) {
      const text = `Invoked ${now.agent ?? 'its agent'} through ${now.provider ?? 'its provider'}`
      record.tell(identity, { kind: 'invoked', status: 'active', text, working: now })
    }
    working = now
    context.working(file, now)
  })
  const isAnswered = ended.kind === 'completed'
  // Until it is written down as completed it counts as active, though its file is gone.
  if (isAnswered) context.hold(file)
  try {
    // Only the move is tried again: a record that breaks must not have an answer published twice.
    record.tell(identity, await keepTrying(() => settle(item, ended, working, context), context))
  } finally {
    if (isAnswered) context.release(file)
  }
}

/**
 * The work is done and must not be done again, so a disk that refuses is asked again, ever more slowly, until it gives in
 * or the lane is told to leave. Then the item stays in `processing` for recovery.
 */
async function keepTrying<Value>(step: () => Promise<Value>, context: RunContext): Promise<Value> {
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 30_000)) {
    try {
      const value = await step()
      context.diskRefuses(null)
      return value
    } catch (error) {
      context.diskRefuses(error)
      if (context.leaving.aborted) throw error
      await sleep(waitMs, undefined, { signal: context.leaving }).catch(() => {})
    }
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

/** Takes the item out of `processing` as its work ended. Answers what is to be told of it. */
async function settle(item: ClaimedItem, ended: Ended, working: Working, context: RunContext): Promise<Told> {
  const { moves, settings } = context
  if (ended.kind === 'completed') {
    const { published } = await moves.finish(item.file, ended.result)
    const text = `Answered in ${published}`
    return { kind: 'completed', status: 'completed', text, working, resultFile: published }
  }
  if (ended.kind === 'interrupted') {
    await moves.giveBack(item.file, {})
    return { kind: 'interrupted', status: 'pending', text: 'Stopped before it ended; back in line', working }
  }
  const sentence = /[.!?]$/.test(ended.sentence) ? ended.sentence : `${ended.sentence}.`
  const reason = ended.nextStep === null ? sentence : `${sentence} ${ended.nextStep}`
  if (ended.kind === 'held') {
    await moves.giveBack(item.file, { notBefore: ended.notBefore })
    const status = ended.notBefore === null ? 'pending' : 'failed'
    return { kind: 'held', status, text: reason, reason, working }
  }
  if (ended.retryable && !item.lastAttempt) {
    const next = item.attempt + 1
    const waitMs = backOffMs(next, settings.retry, Math.random())
    await moves.giveBack(item.file, { attempt: next, notBefore: context.now() + waitMs })
    return { kind: 'failed', status: 'failed', text: reason, reason, working }
  }
  const { published } = await moves.bury(
    item.file,
    { at: context.now(), sentence: ended.sentence, nextStep: ended.nextStep },
    ended.summary,
  )
  const text = published === null ? reason : `${reason} The conversation was told in ${published}.`
  return { kind: 'buried', status: 'dead', text, reason, working, resultFile: published }
}
