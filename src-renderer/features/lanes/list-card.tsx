import { type CSSProperties, type MouseEvent, memo } from 'react'
import type { ItemRow } from '#shared/item'
import { ItemCard } from './item-card'
import { SelectBox } from './select-box'

interface ListCardProps {
  /** Undefined while the row is not loaded. */
  readonly row: ItemRow | undefined
  readonly index: number
  readonly total: number
  /** Where it begins in the list and how high it is, px. */
  readonly top: number
  readonly height: number
  readonly chosen: boolean
  /** `some`: not this one, but others of its list. Null: items of this column are not selected. */
  readonly selected: 'this' | 'some' | 'none' | null
  readonly tabbable: boolean
  readonly onPress: (row: ItemRow, event: MouseEvent) => void
  readonly onPick: (row: ItemRow, event: { readonly shiftKey: boolean }) => void
}

/** One place of a list: the card of its item, with the box that selects it. */
export const ListCard = memo(function ListCard(props: ListCardProps) {
  const { row, index, total, top, height, chosen, selected, tabbable, onPress, onPick } = props
  const style: CSSProperties = { height, transform: `translateY(${top}px)` }
  return (
    <li
      data-index={index}
      data-id={row?.id}
      aria-setsize={total}
      aria-posinset={index + 1}
      className="group/card @container absolute inset-x-0 top-0"
      style={style}
    >
      {row === undefined ? (
        <div className="h-full rounded-md border border-line border-dashed" />
      ) : (
        <>
          <ItemCard row={row} chosen={chosen} selected={selected === 'this'} tabbable={tabbable} onPress={onPress} />
          {selected !== null && (
            <SelectBox
              row={row}
              selected={selected === 'this'}
              selecting={selected !== 'none'}
              tabbable={tabbable}
              onPick={onPick}
            />
          )}
        </>
      )}
    </li>
  )
})
