import type { RunRow, RunWindow, RunWindowQuery } from '#shared/run'
import type { RunState } from '../workflow/run-state'
import { fitsPhase, fitsSearch, rowOf } from './run-row'
import type { RunStore } from './run-store'

/** What a window is made of. */
export type KnownRuns = Pick<RunStore, 'newestFirst' | 'row'> & { readonly unsettled: readonly RunState[] }

/** How far back a search looks, in runs; without one every run can be seen. */
const mostSearched = 2000

/** The rows of a window, newest first. */
export async function runWindow(store: KnownRuns, query: RunWindowQuery): Promise<RunWindow> {
  const { phase, search, offset, limit } = query
  const all = store.newestFirst
  if (phase === 'all' && search.trim() === '') {
    const rows = await rowsOf(
      store,
      all.slice(offset, offset + limit).map(({ id }) => id),
    )
    return { offset, total: all.length, rows }
  }
  const isOpen = phase === 'open' || phase === 'queued' || phase === 'running' || phase === 'waiting'
  const rows = isOpen
    ? store.unsettled.map(rowOf).sort((a, b) => (a.id < b.id ? 1 : -1))
    : await rowsOf(
        store,
        all.slice(0, mostSearched).map(({ id }) => id),
      )
  const fitting = rows.filter((row) => fitsPhase(row, phase) && fitsSearch(row, search))
  return { offset, total: fitting.length, rows: fitting.slice(offset, offset + limit) }
}

async function rowsOf(store: KnownRuns, ids: readonly string[]): Promise<RunRow[]> {
  const rows = await Promise.all(ids.map((id) => store.row(id)))
  return rows.filter((row) => row !== null)
}
