import { useEffect, useState } from 'react'
import { type Asked, ask } from '../link/ask'
import type { Failure } from '../link/failure'
import type { PanelClient } from '../link/line'
import { link, useLinkState } from '../link/link'

export interface Loaded<T> {
  readonly value: T | null
  readonly failure: Failure | null
}

/** The answer to a question that has no stream; asked again on every new line and whenever `key` changes. */
export function useAsked<T>(key: string | number, call: (client: PanelClient) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ value: null, failure: null })
  const open = useLinkState(({ state }) => state === 'open')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the question differs
  useEffect(() => {
    if (!open) return
    let left = false
    const take = (asked: Asked<T>) => {
      if (left) return
      if (asked.ok) setLoaded({ value: asked.value, failure: null })
      else setLoaded(({ value }) => ({ value, failure: asked.failure }))
    }
    void ask(link, call).then(take)
    return () => {
      left = true
    }
  }, [key, open])
  return loaded
}
