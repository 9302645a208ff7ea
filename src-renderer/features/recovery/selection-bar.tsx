import { LoaderCircle, X } from 'lucide-react'
import type { Column } from '#shared/item'
import { count } from '#shared/words'
import { addSelected, clearSelection, type Selection } from '../../state/selection'
import { Button, IconButton } from '../../ui/button'
import { statusLooks } from '../../ui/status-look'
import { actOnSelection } from './act-on-selection'
import { actionLooks, sharedActions } from './action-look'
import { collect, mostCollected, stopCollecting, useCollecting } from './collecting'

interface SelectionBarProps {
  readonly lane: string
  readonly column: Column
  readonly search: string
  /** Items in the list, as searched. */
  readonly total: number
  readonly selection: Selection | null
}

/** Below a list while items of it are selected: what can be done to all of them. */
export function SelectionBar({ lane, column, search, total, selection }: SelectionBarProps) {
  const collecting = useCollecting(({ collecting: any }) =>
    any?.of.lane === lane && any.of.column === column ? any : null,
  )
  const selected = selection?.items.size ?? 0
  if (selected === 0 && collecting === null) return null
  const reach = total > mostCollected ? `first ${count(mostCollected)}` : `all ${count(total)}`
  return (
    <fieldset className="@container mt-1.5 flex shrink-0 flex-wrap items-center gap-1 rounded-md border border-accent bg-raised p-1 shadow-card">
      <legend className="sr-only">Selected in {statusLooks[column].word}</legend>
      <p role="status" className="numeric mr-auto px-1 font-medium text-xs">
        {count(selected)} selected
      </p>
      {collecting === null ? (
        <>
          {selected < total && (
            <Button
              look="ghost"
              size="sm"
              aria-label={`Select ${reach}`}
              onClick={() =>
                void collect({ lane, column, search }, { from: 0, to: total }, (found) =>
                  addSelected({ lane, column }, found),
                )
              }
            >
              {`${reach.charAt(0).toUpperCase()}${reach.slice(1)}`}
            </Button>
          )}
          <IconButton
            name="Clear selection"
            icon={<X aria-hidden size={13} />}
            small
            onClick={() => clearSelection({ lane, column })}
          />
          {selection !== null && <Actions selection={selection} />}
        </>
      ) : (
        <>
          <span className="numeric flex items-center gap-1.5 text-soft text-xs">
            <LoaderCircle aria-hidden size={13} className="animate-turn" />
            Selecting… {count(collecting.found)}
          </span>
          <Button look="ghost" size="sm" onClick={() => stopCollecting({ lane, column })}>
            Stop selecting
          </Button>
        </>
      )}
    </fieldset>
  )
}

function Actions({ selection }: { readonly selection: Selection }) {
  const buttons = sharedActions(selection.column).map((action) => {
    const { word, Icon } = actionLooks[action]
    return (
      <Button
        key={action}
        size="sm"
        icon={<Icon aria-hidden size={13} className="@max-[13rem]:hidden" />}
        onClick={() => void actOnSelection(selection, action)}
      >
        {word} {count(selection.items.size)}
      </Button>
    )
  })
  return <div className="flex w-full flex-wrap gap-1">{buttons}</div>
}
