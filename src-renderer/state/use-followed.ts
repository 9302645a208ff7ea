import { useEffect, useState } from 'react'
import type { Failure } from '../link/failure'
import { type Following, follow } from '../link/follow'
import { link } from '../link/link'
import { perFrame } from './per-frame'

export interface Followed<T> {
  readonly value: T | null
  readonly failure: Failure | null
}

/** Follows what `open` opens while the component is mounted, at most one value a frame. `key` names what is followed. */
export function useFollowed<T>(
  key: string,
  open: Following<T>['open'],
  isLast: (value: T) => boolean = () => false,
): Followed<T> {
  const [followed, setFollowed] = useState<Followed<T> & { readonly key: string }>({ key, value: null, failure: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when what is opened differs
  useEffect(() => {
    const ending = new AbortController()
    const shown = perFrame<Followed<T>>((next) => setFollowed({ key, ...next }))
    let last = false
    void follow(
      link,
      {
        open,
        take: (value) => {
          last = isLast(value)
          shown.put({ value, failure: null })
        },
        failed: (failure) => shown.put({ value: null, failure }),
        complete: () => last,
      },
      ending.signal,
    )
    return () => {
      ending.abort()
      shown.cancel()
    }
  }, [key])
  return followed.key === key ? followed : { value: null, failure: null }
}
