import { createStore, type StoreApi } from 'zustand'
import type { Failure } from '../link/failure'
import { follow } from '../link/follow'
import type { PanelClient } from '../link/line'
import { link } from '../link/link'
import { type PerFrame, perFrame } from './per-frame'
import { plannedWindow, type Slice } from './planned-window'

export interface WindowState<R> {
  /** What matches the query, as of the last window. */
  readonly total: number
  readonly offset: number
  readonly rows: readonly R[]
  /** False until the first window of the current query has come. */
  readonly settled: boolean
  readonly failure: Failure | null
}

interface ListWindow<R> {
  readonly offset: number
  readonly total: number
  readonly rows: readonly R[]
}

export interface WindowParts<Q, R> {
  readonly open: (client: PanelClient, query: Q & Slice, signal: AbortSignal) => Promise<AsyncIterable<ListWindow<R>>>
  /** The new rows, with the known object wherever a row did not change. */
  readonly shared: (known: readonly R[], next: readonly R[]) => readonly R[]
}

/** A long list as the page shows it: a window that follows what is visible. Belongs to whoever called `begin`. */
export class WindowFollower<Q extends object, R> {
  readonly store: StoreApi<WindowState<R>>
  readonly #parts: WindowParts<Q, R>
  #query: Q
  #slice: Slice | null = null
  #ending = new AbortController()
  #shown: PerFrame<ListWindow<R>>

  constructor(query: Q, parts: WindowParts<Q, R>) {
    this.#query = query
    this.#parts = parts
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

  /** Asks for something else from now on; rows known before stay until the answer comes. */
  ask(query: Q): void {
    this.#query = query
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
    const query = { ...this.#query, ...slice }
    void follow(
      link,
      {
        open: (client, signal) => this.#parts.open(client, query, signal),
        take: (window) => this.#shown.put(window),
        failed: (failure) => this.store.setState({ failure }),
      },
      this.#ending.signal,
    )
  }

  #show({ offset, total, rows }: ListWindow<R>): void {
    const known = this.store.getState()
    this.store.setState({ total, offset, rows: this.#parts.shared(known.rows, rows), settled: true, failure: null })
  }
}
