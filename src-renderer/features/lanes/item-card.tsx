import { Hourglass } from 'lucide-react'
import { type MouseEvent, memo, useState } from 'react'
import type { ItemRow } from '#shared/item'
import { cx } from '../../ui/cx'
import { PermissionBadge } from '../../ui/permission-badge'
import { plainName } from '../../ui/plain-name'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'

interface ItemCardProps {
  readonly row: ItemRow
  readonly chosen: boolean
  readonly selected: boolean
  readonly tabbable: boolean
  readonly onPress: (row: ItemRow, event: MouseEvent) => void
}

/** Columns whose cards say more than who sent what: they have a third line. */
const withFoot: ReadonlySet<ItemRow['column']> = new Set(['active', 'failed', 'dead', 'rejected'])

export function cardHeight(column: ItemRow['column']): number {
  return withFoot.has(column) ? 82 : 60
}

export const ItemCard = memo(function ItemCard({ row, chosen, selected, tabbable, onPress }: ItemCardProps) {
  // Only what has just come animates; scrolling to an old card must not.
  const [arrived] = useState(() => Date.now() - row.changedAt < 1500)
  const { summary } = row
  const text = summary === null ? plainName(row) : summary.text || '(empty message)'
  return (
    <button
      type="button"
      tabIndex={tabbable ? 0 : -1}
      aria-current={chosen || undefined}
      onClick={(event) => onPress(row, event)}
      className={cx(
        'flex h-full w-full flex-col gap-0.5 rounded-md border px-2.5 py-1.5 text-left shadow-card transition-colors',
        selected ? 'bg-hover' : 'bg-panel',
        (chosen || selected) && 'border-accent',
        chosen && 'ring-1 ring-accent',
        !chosen && !selected && 'border-line hover:border-edge hover:bg-hover',
        arrived && 'animate-arrive',
      )}
    >
      <span className="flex w-full items-center gap-1.5 text-xs">
        <span className="min-w-0 truncate font-medium" title={summary?.sender ?? row.file}>
          {summary?.sender || 'Unknown sender'}
        </span>
        {summary !== null && (
          <span
            className="@max-[12rem]:hidden max-w-20 shrink-0 truncate rounded-sm bg-sunken px-1 text-2xs text-soft"
            title={summary.channel}
          >
            {summary.channel}
          </span>
        )}
        {row.attempt > 1 && !withFoot.has(row.column) && <Attempt attempt={row.attempt} />}
        <TimeAgo at={row.changedAt} className="ml-auto shrink-0 text-2xs text-faint" />
      </span>
      <span className="flex w-full items-center gap-1.5">
        <span className="min-w-0 flex-1 truncate text-soft text-sm" title={summary === null ? row.file : text}>
          {text}
        </span>
        {!withFoot.has(row.column) && <Marks row={row} />}
      </span>
      {withFoot.has(row.column) && <Foot row={row} />}
    </button>
  )
})

function Attempt({ attempt }: { readonly attempt: number }) {
  return (
    <span className="wash numeric shrink-0 rounded-sm px-1 text-2xs text-failed whitespace-nowrap">
      attempt {attempt}
    </span>
  )
}

/** What else there is to know at a glance: that it waits for more than its turn, and what its agent may do. */
function Marks({ row }: { readonly row: ItemRow }) {
  const held = row.column === 'pending' ? row.reason : null
  return (
    <>
      {held !== null && (
        <span title={held} className="inline-flex shrink-0 items-center gap-1 font-medium text-2xs text-waiting">
          <Hourglass aria-hidden size={11} />
          Held
          <span className="sr-only">: {held}</span>
        </span>
      )}
      {row.permissions != null && <PermissionBadge permissions={row.permissions} small folds />}
    </>
  )
}

function Foot({ row }: { readonly row: ItemRow }) {
  const agent = [row.agent, row.provider].filter(Boolean).join(' · ')
  return (
    <span className="mt-auto flex w-full items-center gap-1.5 text-2xs">
      {row.waiting && <StatusMark tone="waiting" />}
      {row.attempt > 1 && <Attempt attempt={row.attempt} />}
      {row.column === 'active' && agent !== '' && (
        <span className="min-w-0 truncate text-active" title={agent}>
          {agent}
        </span>
      )}
      {row.column === 'failed' && row.notBefore !== null && (
        <span className="shrink-0 text-failed">
          Retry <TimeAgo at={row.notBefore} ahead />
        </span>
      )}
      {row.reason !== null && row.column !== 'active' && (
        <span className="min-w-0 truncate text-soft" title={row.reason}>
          {row.reason}
        </span>
      )}
      {row.permissions != null && (
        <span className="ml-auto flex shrink-0">
          <PermissionBadge permissions={row.permissions} small folds />
        </span>
      )}
    </span>
  )
}
