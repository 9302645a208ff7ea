import { Check } from 'lucide-react'
import type { ItemRow } from '#shared/item'
import { cx } from '../../ui/cx'
import { itemTitle } from '../recovery/item-title'

interface SelectBoxProps {
  readonly row: ItemRow
  readonly selected: boolean
  /** Something in the list is selected: then every card shows its box. */
  readonly selecting: boolean
  readonly tabbable: boolean
  readonly onPick: (row: ItemRow, event: { readonly shiftKey: boolean }) => void
}

/** On a card's corner while the card is pointed at, has the focus, or others are selected. */
export function SelectBox({ row, selected, selecting, tabbable, onPick }: SelectBoxProps) {
  return (
    <label
      className={cx(
        'absolute -top-2.5 -left-2.5 z-10 grid size-6 cursor-pointer place-items-center has-focus-visible:opacity-100',
        !selected && !selecting && 'opacity-0 group-focus-within/card:opacity-100 group-hover/card:opacity-100',
      )}
    >
      <input
        type="checkbox"
        aria-label={`Select ${itemTitle(row)}`}
        checked={selected}
        tabIndex={tabbable ? 0 : -1}
        onChange={() => {}}
        onClick={(event) => onPick(row, event)}
        className={cx(
          'size-3.5 cursor-pointer appearance-none rounded-sm border',
          selected ? 'border-accent bg-solid' : 'border-edge bg-raised hover:border-accent',
        )}
      />
      {selected && (
        <Check aria-hidden size={11} strokeWidth={3} className="pointer-events-none absolute text-on-solid" />
      )}
    </label>
  )
}
