import { useEffect, useRef } from 'react'

/** A moving list asks for a new window at most this often. */
const lookEveryMs = 100

interface Looking {
  look(visible: { readonly first: number; readonly last: number }): void
}

/** Tells the follower which rows are in sight; while they move, only now and then. */
export function useThrottledLook(follower: Looking, first: number, last: number) {
  const latest = useRef({ first, last })
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    latest.current = { first, last }
    timer.current ??= setTimeout(() => {
      timer.current = null
      follower.look(latest.current)
    }, lookEveryMs)
  }, [follower, first, last])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
}
