import { useEffect, useState } from 'react'
import type { Failure } from '../../link/failure'
import { type Following, follow } from '../../link/follow'
import { link } from '../../link/link'
import { perFrame } from '../../state/per-frame'

/** What is kept of a stream, within limits of its own. */
export interface Keeping<Batch, Shown> {
  readonly take: (batch: Batch) => void
  readonly shown: () => Shown
  /** Whether nothing more will come. */
  readonly isComplete?: () => boolean
}

interface KeptStream<Batch, Shown> {
  /** Another key is another stream. */
  readonly key: string
  readonly open: Following<Batch>['open']
  /** Called whenever the stream begins, for the first time or again. */
  readonly begin: () => Keeping<Batch, Shown>
}

export type Kept<Shown> = Shown & { readonly failure: Failure | null }

/** Follows a stream of batches; whatever number of them comes, the page is drawn once a frame. */
export function useKept<Batch, Shown>({ key, open, begin }: KeptStream<Batch, Shown>): Kept<Shown> {
  const nothing = (): Kept<Shown> => ({ ...begin().shown(), failure: null })
  const [kept, setKept] = useState(() => ({ key, value: nothing() }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the stream differs
  useEffect(() => {
    const ending = new AbortController()
    let keeping = begin()
    let failure: Failure | null = null
    const drawn = perFrame<null>(() => setKept({ key, value: { ...keeping.shown(), failure } }))
    void follow(
      link,
      {
        open,
        begin: () => {
          keeping = begin()
          failure = null
        },
        take: (batch) => {
          keeping.take(batch)
          drawn.put(null)
        },
        failed: (refusal) => {
          failure = refusal
          drawn.put(null)
        },
        complete: () => keeping.isComplete?.() === true,
      },
      ending.signal,
    )
    return () => {
      ending.abort()
      drawn.cancel()
    }
  }, [key])
  return kept.key === key ? kept.value : nothing()
}
