import type { ItemRow } from '#shared/item'
import { offers } from '#shared/offers'
import { Button } from '../../ui/button'
import { actionLooks, opensDialog } from './action-look'
import { pressAction } from './press-action'
import { RunWords } from './run-actions'

/** The actions that apply to an item now, in words. */
export function ItemButtons({ row }: { readonly row: ItemRow }) {
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Actions on this item</legend>
      <RunWords row={row} />
      {offers(row).map((action) => {
        const { word, Icon } = actionLooks[action]
        return (
          <Button
            key={action}
            size="sm"
            icon={<Icon aria-hidden size={13} />}
            aria-haspopup={opensDialog(action) ? 'dialog' : undefined}
            onClick={() => pressAction(row, action)}
          >
            {word}
          </Button>
        )
      })}
    </fieldset>
  )
}
