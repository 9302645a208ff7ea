import { Gavel, Workflow } from 'lucide-react'
import type { ItemRow } from '#shared/item'
import { useBoard } from '../../state/board'
import { goTo } from '../../state/route'
import { Button, IconButton } from '../../ui/button'
import { DecideButton } from '../decisions/decide-button'
import { openDecision } from '../decisions/decision-state'
import { itemTitle } from './item-title'

/** The decision that an item waits for, or null. */
function useDecisionOf({ lane, id }: ItemRow): string | null {
  return useBoard((board) => board.decisions?.find((card) => card.lane === lane && card.itemId === id)?.id ?? null)
}

/** What an item's run offers, on its card. */
export function RunIcons({ row }: { readonly row: ItemRow }) {
  const decision = useDecisionOf(row)
  const run = row.runId ?? null
  return (
    <>
      {decision !== null && (
        <IconButton
          name="Decide…"
          icon={<Gavel aria-hidden size={13} />}
          small
          aria-haspopup="dialog"
          onClick={() => openDecision(decision)}
        />
      )}
      {run !== null && (
        <IconButton
          name="Show run"
          icon={<Workflow aria-hidden size={13} />}
          small
          onClick={() => goTo({ page: 'runs', chosen: run })}
        />
      )}
    </>
  )
}

/** The same in words, in the inspector. */
export function RunWords({ row }: { readonly row: ItemRow }) {
  const decision = useDecisionOf(row)
  const run = row.runId ?? null
  return (
    <>
      {decision !== null && <DecideButton id={decision} of={itemTitle(row)} />}
      {run !== null && (
        <Button size="sm" icon={<Workflow aria-hidden size={13} />} onClick={() => goTo({ page: 'runs', chosen: run })}>
          Show run
        </Button>
      )}
    </>
  )
}
