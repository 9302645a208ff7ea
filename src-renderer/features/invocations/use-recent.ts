import { useEffect, useRef, useState } from 'react'
import type { Invocation } from '#shared/invocation'
import { useBoard } from '../../state/board'
import { type Loaded, useAsked } from '../../state/use-asked'

/** As far back as the page lists; older ones are in the home's files. */
const listed = 200
const refreshMs = 500

/** The newest invocations, asked for again when something happened, at most twice a second. */
export function useRecent(): Loaded<Invocation[]> {
  const seq = useBoard((board) => board.activity.reduce((latest, entry) => Math.max(latest, entry.seq), 0))
  const latest = useRef(seq)
  const [asked, setAsked] = useState(seq)
  const stale = seq !== asked
  useEffect(() => {
    latest.current = seq
  }, [seq])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came while one timer ran needs the next one
  useEffect(() => {
    if (!stale) return
    const timer = setTimeout(() => setAsked(latest.current), refreshMs)
    return () => clearTimeout(timer)
  }, [stale, asked])
  return useAsked(asked, (client) => client.invocations.recent({ limit: listed }))
}
