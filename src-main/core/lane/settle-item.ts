import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from './back-off'
import type { LaneMoves } from './lane-moves'
import type { Told } from './lane-record'
import type { ClaimedItem, Ended, Working } from './work'

export interface RunSettings {
  readonly maxAttempts: number
  readonly retry: { readonly baseMs: number; readonly capMs: number }
  /** How long every failed item waits for its next attempt, in ms; null: as `retry` says. */
  readonly cooldownMs: number | null
}

export interface SettleContext {
  readonly moves: LaneMoves
  readonly settings: RunSettings
  readonly now: () => number
}

/** What is to be told of a settled item, and the name under which it waits for a person, if it does. */
export interface Settled {
  readonly told: Told
  readonly parked: string | null
}

/** Moves an item as its work ended: out of `processing`, or to its waiting there. */
export async function settleItem(
  item: Pick<ClaimedItem, 'file' | 'attempt' | 'lastAttempt'>,
  ended: Ended,
  working: Working,
  context: SettleContext,
): Promise<Settled> {
  const { moves } = context
  if (ended.kind !== 'waiting') return { told: await moved(item, ended, working, context), parked: null }
  const { notice } = ended
  const { parked, published } =
    notice === undefined
      ? { parked: await moves.park(item.file), published: null }
      : await moves.parkTelling(item.file, notice)
  const sentence = asSentence(ended.sentence)
  const text = published === null ? sentence : `${sentence} The conversation was told in ${published}.`
  return { told: { kind: 'waiting', status: 'active', text, reason: sentence, working }, parked }
}

async function moved(
  item: Pick<ClaimedItem, 'file' | 'attempt' | 'lastAttempt'>,
  ended: Exclude<Ended, { kind: 'waiting' }>,
  working: Working,
  { moves, settings, now }: SettleContext,
): Promise<Told> {
  if (ended.kind === 'completed' && ended.result === null) {
    await moves.finishSilently(item.file)
    return { kind: 'completed', status: 'completed', text: asSentence(ended.sentence), working, resultFile: null }
  }
  if (ended.kind === 'completed') {
    const { published } = await moves.finish(item.file, ended.result)
    const text = `Answered in ${published}`
    return { kind: 'completed', status: 'completed', text, working, resultFile: published }
  }
  if (ended.kind === 'interrupted') {
    await moves.giveBack(item.file, {})
    return { kind: 'interrupted', status: 'pending', text: 'Stopped before it ended; back in line', working }
  }
  const sentence = asSentence(ended.sentence)
  const reason = ended.nextStep === null ? sentence : `${sentence} ${ended.nextStep}`
  if (ended.kind === 'held') {
    await moves.giveBack(item.file, { notBefore: ended.notBefore })
    // An item that never failed is pending, however long it is held back.
    const status = ended.notBefore === null || item.attempt === 1 ? 'pending' : 'failed'
    return { kind: 'held', status, text: reason, reason, working }
  }
  if (ended.retryable && !item.lastAttempt) {
    const next = item.attempt + 1
    const waitMs = settings.cooldownMs ?? backOffMs(next, settings.retry, Math.random())
    await moves.giveBack(item.file, { attempt: next, notBefore: now() + waitMs, interrupted: 0 })
    return { kind: 'failed', status: 'failed', text: reason, reason, working }
  }
  const { published } = await moves.bury(
    item.file,
    { at: now(), sentence: ended.sentence, nextStep: ended.nextStep },
    ended.summary,
  )
  const text = published === null ? reason : `${reason} The conversation was told in ${published}.`
  return { kind: 'buried', status: 'dead', text, reason, working, resultFile: published }
}

/**
 * The work is done and must not be done again, so a disk that refuses is asked again, ever more slowly, until it gives in
 * or the lane is told to leave. Then the item stays in `processing` for recovery. `refused` hears of each refusal, and null
 * once the step went through.
 */
export async function keepTrying<Value>(
  step: () => Promise<Value>,
  refused: (error: unknown) => void,
  leaving: AbortSignal,
): Promise<Value> {
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 30_000)) {
    try {
      const value = await step()
      refused(null)
      return value
    } catch (error) {
      refused(error)
      if (leaving.aborted) throw error
      await sleep(waitMs, undefined, { signal: leaving }).catch(() => {})
    }
  }
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
