import { Breather } from '../../ground/breather'
import type { RunState } from '../workflow/run-state'
import type { RunStore } from './run-store'
import { itemIsGone } from './run-upkeep'

/** So many runs are looked through for those of items. */
const mostLookedAt = 5000

/** Opens the newest run of each item again that was ended for its item being given up, at the step it was in. */
export async function goOnWith(store: RunStore, lane: string, ids: ReadonlySet<string>): Promise<void> {
  const wanted = new Set(ids)
  const breather = new Breather()
  for (const { id } of store.newestFirst.slice(0, mostLookedAt)) {
    if (wanted.size === 0) return
    await breather.pause()
    const row = await store.row(id)
    if (row === null || row.lane !== lane || row.itemId === null || !wanted.delete(row.itemId)) continue
    const run = row.phase === 'failed' && row.reason === itemIsGone ? await store.get(id) : null
    const step = run === null ? null : lastStep(run)
    if (step !== null) await store.reopen(id, step, true)
  }
}

/** The step of the newest attempt. */
function lastStep({ steps }: RunState): string | null {
  const attempts = Object.entries(steps).flatMap(([step, all]) => all.map(({ iteration }) => ({ step, iteration })))
  return attempts.sort((a, b) => b.iteration - a.iteration)[0]?.step ?? null
}
