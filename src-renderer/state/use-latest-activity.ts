import { useEffect, useRef, useState } from 'react'
import { useBoard } from './board'

const refreshMs = 500

/** Grows whenever something happened to an item, at most twice a second: the key of what is then asked for again. */
export function useLatestActivity(): number {
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
  return asked
}
