import { create } from 'zustand'
import type { ItemTarget, LaneWindowQuery } from '#shared/contract'
import { collectTargets, type Span } from '../../state/collect-targets'
import { announce } from '../../ui/announce'

/** More is selected in several goes: every page of it is read from the host. */
export const mostCollected = 10_000

/** Items being looked up for a selection that reaches beyond what is loaded; null: none are. */
export const useCollecting = create<{
  readonly collecting: { readonly of: Pick<LaneWindowQuery, 'lane' | 'column'>; readonly found: number } | null
}>(() => ({ collecting: null }))

let ending = new AbortController()

/** Looks up the items of a part of a column and hands them over, unless `stopCollecting` or another call comes first. */
export async function collect(
  query: Pick<LaneWindowQuery, 'lane' | 'column' | 'search'>,
  { from, to }: Span,
  take: (found: ItemTarget[]) => void,
): Promise<void> {
  ending.abort()
  ending = new AbortController()
  const { signal } = ending
  const told = (found: number) => useCollecting.setState({ collecting: { of: query, found } })
  told(0)
  const collected = await collectTargets(query, { from, to: Math.min(to, from + mostCollected) }, signal, told)
  if (signal.aborted) return
  useCollecting.setState({ collecting: null })
  if (collected.ok) take(collected.value)
  else announce(collected.failure)
}

export function stopCollecting({ lane, column }: Pick<LaneWindowQuery, 'lane' | 'column'>): void {
  const of = useCollecting.getState().collecting?.of
  if (of?.lane !== lane || of.column !== column) return
  ending.abort()
  useCollecting.setState({ collecting: null })
}
