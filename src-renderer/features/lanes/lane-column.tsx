import { PanelLeftClose } from 'lucide-react'
import { memo } from 'react'
import type { Column } from '#shared/item'
import { count, soFar } from '#shared/words'
import { IconButton } from '../../ui/button'
import { cx } from '../../ui/cx'
import { statusLooks } from '../../ui/status-look'
import { CardList } from './card-list'
import { columnLooks } from './column-look'
import { chooseColumn, isFolded, useColumnChoices } from './folded-columns'

interface LaneColumnProps {
  readonly lane: string
  readonly column: Column
  readonly items: number
  /** Files are still being counted: there are at least so many. */
  readonly counting: boolean
  readonly waiting: number
  readonly search: string
}

export const LaneColumn = memo(function LaneColumn(props: LaneColumnProps) {
  const { lane, column, items, counting, waiting, search } = props
  const folded = useColumnChoices(({ choices }) => isFolded(column, items, choices))
  const { word, Icon, text } = statusLooks[column]
  if (folded) {
    return (
      <section aria-label={word} className="flex shrink-0">
        <button
          type="button"
          aria-expanded={false}
          title={`Show ${word}`}
          onClick={() => chooseColumn(column, 'open')}
          className="flex w-9 flex-col items-center gap-2 rounded-lg border border-line bg-sunken py-2.5 text-faint hover:border-edge hover:text-ink"
        >
          <Icon aria-hidden size={14} className={text} />
          <span data-count={items} className={cx('numeric font-semibold text-xs', items > 0 && 'text-ink')}>
            {soFar(items, counting)}
          </span>
          <span className={cx('font-medium text-xs [writing-mode:vertical-rl]', items > 0 && text)}>{word}</span>
        </button>
      </section>
    )
  }
  return (
    <section
      aria-label={word}
      className="flex min-w-50 flex-1 basis-0 flex-col rounded-lg border border-line bg-sunken p-1.5"
    >
      <header className="flex h-7 shrink-0 items-center gap-1.5 px-1">
        <Icon aria-hidden size={14} className={text} />
        <h3 className={cx('font-semibold text-sm', text)}>{word}</h3>
        <span data-count={items} className="numeric font-semibold text-sm">
          {soFar(items, counting)}
        </span>
        {waiting > 0 && (
          <span className="wash numeric rounded-sm px-1.5 text-2xs text-waiting">{count(waiting)} waiting</span>
        )}
        {!columnLooks[column].always && (
          <IconButton
            name={`Fold ${word}`}
            icon={<PanelLeftClose aria-hidden size={14} />}
            small
            className="ml-auto"
            onClick={() => chooseColumn(column, 'folded')}
          />
        )}
      </header>
      <CardList lane={lane} column={column} search={search} counting={counting} label={`${word} items`} />
    </section>
  )
})
