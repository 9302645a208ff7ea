import { useEffect, useRef, useState } from 'react'
import { goTo, useRoute } from '../../state/route'
import { useSettled } from '../lanes/use-settled'

/** A search reads the whole history, so typing has to rest this long before it is asked for, in ms. */
const settleMs = 350

/** What is typed into the search, and the words it settled on, which the address keeps. Another address replaces both. */
export function useHistoryWords() {
  const route = useRoute()
  const asked = route.page === 'history' ? route.words : ''
  const [typed, setTyped] = useState(asked)
  const words = useSettled(typed.trim(), settleMs)
  const written = useRef(asked)
  useEffect(() => {
    if (words === written.current) return
    written.current = words
    goTo({ page: 'history', words }, { replace: true })
  }, [words])
  useEffect(() => {
    // What this page has written itself must not undo what was typed since.
    if (asked === written.current) return
    written.current = asked
    setTyped(asked)
  }, [asked])
  return { typed, setTyped, words }
}
