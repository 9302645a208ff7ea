import { toast } from 'sonner'
import type { ActVerdict, ItemTarget } from '#shared/contract'
import { bounds } from '#shared/limits'
import type { PlainAction } from '#shared/offers'
import { count } from '#shared/words'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'
import { actionLooks } from './action-look'
import { verdictWords } from './verdict-words'

/** From here on an action takes long enough to be seen at work. */
const manyItems = 100

/**
 * Carries out one action on each item, call by call, and says once what became of them. Where the items then stand is
 * for the board and the windows to tell.
 */
export async function act(lane: string, action: PlainAction, items: readonly ItemTarget[]): Promise<void> {
  const { word } = actionLooks[action]
  const progress = items.length >= manyItems ? toast.loading(`${word}: ${count(items.length)} items…`) : undefined
  const verdicts: ActVerdict[] = []
  let failure: Failure | null = null
  for (let from = 0; from < items.length && failure === null; from += bounds.actItems) {
    const batch = items.slice(from, from + bounds.actItems)
    const asked = await ask(link, (client) => client.lanes.act({ lane, action, items: batch }))
    if (asked.ok) verdicts.push(...asked.value.verdicts)
    else failure = asked.failure
    if (progress !== undefined)
      toast.loading(`${word}: ${count(verdicts.length)} of ${count(items.length)}…`, { id: progress })
  }
  if (progress !== undefined) toast.dismiss(progress)
  if (verdicts.length > 0) tell(lane, action, verdicts)
  if (failure !== null) announce(failure)
}

/** Puts back in line what was given up for being interrupted too often, and says once what became of it. */
export async function requeueInterrupted(lanes: readonly string[]): Promise<void> {
  for (const lane of lanes) {
    const asked = await ask(link, (client) => client.lanes.requeueInterrupted({ lane }))
    if (!asked.ok) announce(asked.failure)
    else if (asked.value.verdicts.length > 0) tell(lane, 'requeue', asked.value.verdicts)
    else toast.success('Nothing is dead for its interruptions any more.')
  }
}

function tell(lane: string, action: PlainAction, verdicts: readonly ActVerdict[]): void {
  const { tone, title, description } = verdictWords(action, verdicts)
  const discarded = action === 'discard' ? verdicts.flatMap((verdict) => (verdict.done ? [verdict.now] : [])) : []
  toast[tone](title, {
    description: description ?? undefined,
    ...(discarded.length > 0 && {
      duration: 15_000,
      action: { label: 'Undo', onClick: () => void act(lane, 'restore', discarded) },
    }),
    ...(tone !== 'success' && { duration: 10_000 }),
  })
}
