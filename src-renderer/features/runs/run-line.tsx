import { memo } from 'react'
import type { RunRow } from '#shared/run'
import { count, dollars } from '#shared/words'
import { hashOf } from '../../state/route'
import { TimeAgo } from '../../ui/time-ago'
import { DecideButton } from '../decisions/decide-button'
import { PhaseMark } from './phase-mark'
import { sourceWords } from './source-words'

/** The columns of the list; what is least asked for goes first where there is no room. */
export const runColumns =
  'grid items-center gap-3 px-3 grid-cols-[minmax(0,2.2fr)_minmax(0,1.4fr)_10rem_minmax(0,1fr)_4.5rem_6rem_5rem] @max-[56rem]:grid-cols-[minmax(0,2fr)_minmax(0,1.3fr)_9.5rem_minmax(0,1fr)_4.5rem_5rem] @max-[56rem]:[&>:nth-child(6)]:hidden'

interface RunLineProps {
  /** Undefined while the row is not loaded. */
  readonly row: RunRow | undefined
  readonly index: number
  readonly total: number
  readonly top: number
  readonly height: number
}

export const RunLine = memo(function RunLine({ row, index, total, top, height }: RunLineProps) {
  const style = { height, transform: `translateY(${top}px)` }
  return (
    <li
      aria-setsize={total}
      aria-posinset={index + 1}
      style={style}
      className={`absolute inset-x-0 top-0 border-line border-b hover:bg-hover ${runColumns}`}
    >
      {row !== undefined && <Cells row={row} />}
    </li>
  )
})

function Cells({ row }: { readonly row: RunRow }) {
  const source = sourceWords(row.source)
  return (
    <>
      <span className="min-w-0">
        <a
          href={hashOf({ page: 'runs', chosen: row.id })}
          title={row.title}
          // The whole line is the link.
          className="block truncate font-medium after:absolute after:inset-0 hover:text-accent"
        >
          {row.title || row.id}
        </a>
        {row.reason !== null && (
          <span className="block truncate text-2xs text-faint" title={row.reason}>
            {row.reason}
          </span>
        )}
      </span>
      <span className="min-w-0 text-xs">
        <span className="block truncate" title={row.workflow}>
          {row.workflow}
        </span>
        <span className="block truncate text-2xs text-faint" title={source}>
          {source}
        </span>
      </span>
      <span className="relative z-1 flex items-center gap-2">
        <PhaseMark phase={row.phase} />
        {row.decisionId !== null && <DecideButton id={row.decisionId} of={row.title || row.id} small />}
      </span>
      <span className="min-w-0 truncate font-mono text-soft text-xs" title={row.step ?? undefined}>
        <span className="sr-only">step </span>
        {row.step ?? '–'}
      </span>
      <span className="numeric text-soft text-xs">
        {count(row.iterations)}
        <span className="sr-only"> iterations</span>
      </span>
      <span className="numeric truncate text-soft text-xs">
        <Cost row={row} />
      </span>
      <span className="text-faint text-xs">
        <TimeAgo at={row.createdAt} />
      </span>
    </>
  )
}

function Cost({ row: { costUsd, costEstimated } }: { readonly row: RunRow }) {
  if (costUsd === null) return '–'
  if (!costEstimated) return dollars(costUsd)
  return (
    <span title="estimated from the prices of the settings">
      <span aria-hidden>≈ </span>
      {dollars(costUsd)}
      <span className="sr-only"> estimated</span>
    </span>
  )
}
