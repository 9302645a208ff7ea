import type { KeyboardEvent } from 'react'
import type { ItemRow } from '#shared/item'
import { offers } from '#shared/offers'
import { addSelected, clearSelection } from '../../state/selection'
import { actOnSelection } from '../recovery/act-on-selection'
import { collect } from '../recovery/collecting'
import { pressAction } from '../recovery/press-action'
import { indexOf } from './use-arrows'
import type { ListPlace, Selecting } from './use-selecting'

interface ListKeys extends ListPlace {
  readonly total: number
  readonly rowAt: (index: number) => ItemRow | undefined
  readonly selecting: Selecting
}

/**
 * On a card: `x` selects it, Shift+`x` everything up to it, Ctrl+A all, Escape nothing any more; Delete discards what is
 * selected, else the card's item.
 */
export function useListKeys({ lane, column, search, total, rowAt, selecting }: ListKeys) {
  const { selection, possible, pick } = selecting
  return (event: KeyboardEvent<HTMLElement>) => {
    const row = rowAt(indexOf(event.target))
    if (row === undefined || event.altKey) return
    const act = () => {
      const key = event.key.toLowerCase()
      const plain = !event.ctrlKey && !event.metaKey
      if (key === 'x' && plain && possible) return () => pick(row, event)
      if (key === 'a' && !plain && !event.shiftKey && possible)
        return () =>
          void collect({ lane, column, search }, { from: 0, to: total }, (found) =>
            addSelected({ lane, column }, found),
          )
      if (key === 'escape' && selection !== null) return () => clearSelection({ lane, column })
      if (key === 'delete' && plain && offers({ column }).includes('discard'))
        return () => (selection === null ? pressAction(row, 'discard') : void actOnSelection(selection, 'discard'))
      return null
    }
    const action = act()
    if (action === null) return
    event.preventDefault()
    action()
  }
}
