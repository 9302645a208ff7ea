import { useState } from 'react'
import type { Decision } from '#shared/decision'
import { useBoard } from '../../state/board'
import { type Loaded, useAsked } from '../../state/use-asked'

interface ShownDecision extends Loaded<Decision> {
  readonly readAgain: () => void
}

/** One decision; read again when it leaves the board, because somebody has decided then. */
export function useDecision(id: string): ShownDecision {
  const [read, setRead] = useState(0)
  const open = useBoard((board) => board.decisions?.some((card) => card.id === id) === true)
  const { value, failure } = useAsked(`${id} ${open} ${read}`, (client) => client.decisions.show({ id }))
  return { value: value?.id === id ? value : null, failure, readAgain: () => setRead((before) => before + 1) }
}
