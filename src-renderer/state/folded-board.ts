export interface Known<B> {
  readonly revision: number
  readonly board: B
}

export type FoldedEvent<B> =
  | { readonly kind: 'snapshot'; readonly revision: number; readonly board: B }
  | {
      readonly kind: 'change'
      readonly revision: number
      readonly board: { readonly [K in keyof B]?: B[K] | undefined }
    }

/**
 * The board after one event. Changes that come before any snapshot, or late, say nothing; a part that is absent or
 * sent as `undefined` did not change.
 */
export function foldedBoard<B extends object>(known: Known<B> | null, event: FoldedEvent<B>): Known<B> | null {
  if (event.kind === 'snapshot') return { revision: event.revision, board: event.board }
  if (known === null || event.revision <= known.revision) return known
  const changed = Object.entries(event.board).filter(([, part]) => part !== undefined)
  return { revision: event.revision, board: Object.assign({ ...known.board }, Object.fromEntries(changed)) }
}
