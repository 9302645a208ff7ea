import { useEffect, useRef, useState } from 'react'
import type { TextProblem } from '#shared/contract'
import { bounds } from '#shared/limits'
import { type Asked, ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'

/** A text at one moment of its editing. Every edit makes a new one. */
export interface Draft {
  /** Kept unread until it is needed: a large text is not put together at every key. */
  readonly read: () => string
  readonly changed: boolean
}

export interface TextCheck {
  /** False while the latest edit has not been checked. */
  readonly settled: boolean
  readonly problem: TextProblem | null
  readonly failure: Failure | null
  readonly again: () => void
}

const typingPauseMs = 300

/** Whether the draft could be sent, asked of the host whenever the typing pauses. The last finding stays until then. */
export function useTextCheck(lane: string, draft: Draft | null): TextCheck {
  const [asked, setAsked] = useState<{ of: Draft; problem: TextProblem | null; failure: Failure | null } | null>(null)
  const [round, setRound] = useState(0)
  const seen = useRef<Draft | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round checks the same draft again
  useEffect(() => {
    if (draft === null) return
    const typing = draft.changed && seen.current !== draft
    seen.current = draft
    let left = false
    const take = (answer: Asked<{ problem: TextProblem | null }>) => {
      if (left) return
      if (answer.ok) setAsked({ of: draft, problem: answer.value.problem, failure: null })
      else setAsked({ of: draft, problem: null, failure: answer.failure })
    }
    const timer = setTimeout(
      () => {
        const text = draft.read()
        if (text.length > bounds.editText) take({ ok: true, value: { problem: tooLong } })
        else void ask(link, (client) => client.lanes.check({ lane, text })).then(take)
      },
      typing ? typingPauseMs : 0,
    )
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [lane, draft, round])
  return {
    settled: asked !== null && asked.of === draft,
    problem: asked?.problem ?? null,
    failure: asked?.failure ?? null,
    again: () => {
      setAsked(null)
      setRound(round + 1)
    },
  }
}

const tooLong: TextProblem = {
  sentence: `The text is longer than ${bounds.editText.toLocaleString('en')} characters.`,
  line: null,
  column: null,
}
