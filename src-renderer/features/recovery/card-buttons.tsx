import type { ItemRow } from '#shared/item'
import { offers } from '#shared/offers'
import { IconButton } from '../../ui/button'
import { actionLooks, opensDialog } from './action-look'
import { itemTitle } from './item-title'
import { pressAction } from './press-action'
import { RunIcons } from './run-actions'

interface CardButtonsProps {
  readonly row: ItemRow
  /** Where the card begins in its list, px. */
  readonly top: number
}

/**
 * The actions on the card that is pointed at or has the focus. One set serves the whole list: it lies over the card's
 * corner and follows it.
 */
export function CardButtons({ row, top }: CardButtonsProps) {
  return (
    <fieldset
      data-card-buttons
      className="absolute top-px right-px z-10 flex rounded-md border border-line bg-raised shadow-card"
      style={{ transform: `translateY(${top}px)` }}
    >
      <legend className="sr-only">Actions on {itemTitle(row)}</legend>
      <RunIcons row={row} />
      {offers(row).map((action) => {
        const { word, Icon } = actionLooks[action]
        return (
          <IconButton
            key={action}
            name={word}
            icon={<Icon aria-hidden size={13} />}
            small
            aria-haspopup={opensDialog(action) ? 'dialog' : undefined}
            onClick={() => pressAction(row, action)}
          />
        )
      })}
    </fieldset>
  )
}
