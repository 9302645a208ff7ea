import { createStore, type StoreApi } from 'zustand'
import type { LaneWindow } from '#shared/contract'
import type { Column, ItemRow } from '#shared/item'
import type { Failure } from '../link/failure'
import { follow } from '../link/follow'
import { link } from '../link/link'
import { type PerFrame, perFrame } from './per-frame'
import { plannedWindow, type Slice } from './planned-window'
import { sharedRows } from './shared-rows'

export interface WindowState {
  /** What matches the search, as of the last window. */
  readonly total: number
  readonly offset: number
  readonly rows: readonly ItemRow[]
  /** False until the first window of the current search has come. */
  readonly settled: boolean
  readonly failure: Failure | null
}

/** One column of a lane as a list shows it: a window that follows what is visible. Belongs to whoever called `begin`. */
export class LaneWindowFollower {
  readonly store: StoreApi<WindowState>
  readonly #of: { readonly lane: string; readonly column: Column }
  #search = ''
  #slice: Slice | null = null
  #ending = new AbortController()
  #shown: PerFrame<LaneWindow>

  constructor(lane: string, column: Column) {
    this.#of = { lane, column }
    this.store = createStore(() => ({ total: 0, offset: 0, rows: [], settled: false, failure: null }))
    this.#shown = perFrame((window) => this.#show(window))
  }

  /** Subscribes to the first window; the returned function ends the subscription. */
  begin(): () => void {
    this.look({ first: 0, last: 9 })
    return () => {
      this.#ending.abort()
      this.#shown.cancel()
      this.#slice = null
    }
  }

  find(search: string): void {
    if (search === this.#search) return
    this.#search = search
    this.store.setState({ settled: false })
    this.#slice = null
    this.look({ first: 0, last: 9 })
  }

  /** Moves the window to where these rows are, unless it still surrounds them. Rows known before stay until then. */
  look(visible: { readonly first: number; readonly last: number }): void {
    const slice = plannedWindow(visible, this.#slice, this.store.getState().total)
    if (slice === this.#slice) return
    this.#slice = slice
    this.#ending.abort()
    this.#shown.cancel()
    this.#ending = new AbortController()
    const query = { ...this.#of, search: this.#search, ...slice }
    void follow(
      link,
      {
        open: (client, signal) => client.lanes.window(query, { signal }),
        take: (window) => this.#shown.put(window),
        failed: (failure) => this.store.setState({ failure }),
      },
      this.#ending.signal,
    )
  }

  #show({ offset, total, rows }: LaneWindow): void {
    const known = this.store.getState()
    this.store.setState({ total, offset, rows: sharedRows(known.rows, rows), settled: true, failure: null })
  }
}
