import type { ReactNode } from 'react'
import { offers } from '#shared/offers'
import { count } from '#shared/words'
import { useChosenRow } from '../../state/chosen-row'
import { useSelection } from '../../state/selection'
import { actOnSelection } from '../recovery/act-on-selection'
import { actionLooks, sharedActions } from '../recovery/action-look'
import { itemTitle } from '../recovery/item-title'
import { pressAction } from '../recovery/press-action'

interface ItemCommand {
  readonly key: string
  readonly icon: ReactNode
  readonly word: string
  readonly note: string | null
  readonly run: () => void
}

/** What can be done to the selected items and to the one that is inspected. */
export function useItemCommands(): ItemCommand[] {
  const selection = useSelection((state) => state.selection)
  const row = useChosenRow((state) => state.row)
  const ofSelection = selection === null ? [] : sharedActions(selection.column)
  return [
    ...ofSelection.map((action) => {
      const { word, Icon } = actionLooks[action]
      const amount = count(selection?.items.size ?? 0)
      return {
        key: `selected ${action}`,
        icon: <Icon size={15} />,
        word: `${word} ${amount} selected`,
        note: null,
        run: () => selection !== null && void actOnSelection(selection, action),
      }
    }),
    ...(row === null ? [] : offers(row)).map((action) => {
      const { word, Icon } = actionLooks[action]
      return {
        key: `item ${action}`,
        icon: <Icon size={15} />,
        word: `${word} this item`,
        note: row === null ? null : itemTitle(row),
        run: () => row !== null && pressAction(row, action),
      }
    }),
  ]
}
