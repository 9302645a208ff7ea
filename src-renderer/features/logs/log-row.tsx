import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { exactTime } from '#shared/words'
import { CopyButton } from '../../ui/copy-button'
import { cx } from '../../ui/cx'
import { prettyFacts, readableFacts } from './fact-text'
import type { KeptLine } from './kept-lines'
import { levelLooks } from './log-look'

interface LogRowProps {
  readonly line: KeptLine
  readonly open: boolean
  readonly onToggle: (key: number) => void
}

export const LogRow = memo(function LogRow({ line, open, onToggle }: LogRowProps) {
  const { key, gap, level, scope, sentence } = line
  const { word, Icon, text } = levelLooks[level]
  const Arrow = open ? ChevronDown : ChevronRight
  const time = timeOf(line)
  return (
    <>
      {gap && (
        <p className="px-2.5 py-0.5 font-sans text-faint">
          Lines came faster than they could be sent; some are left out here.
        </p>
      )}
      <button
        type="button"
        data-row={key}
        data-level={level}
        tabIndex={-1}
        aria-expanded={open}
        onClick={() => onToggle(key)}
        className={cx(
          'grid min-h-6 w-full grid-cols-[0.875rem_6rem_5rem_7rem_minmax(0,1fr)] gap-2 px-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2',
          open ? 'items-start bg-hover py-1' : 'items-center',
        )}
      >
        <Arrow aria-hidden size={12} className="my-0.5 text-faint" />
        <span className="numeric text-soft" title={time}>
          {time.slice(time.indexOf(' ') + 1)}
        </span>
        <span className={cx('flex items-center gap-1 font-medium font-sans', text)}>
          <Icon aria-hidden size={12} />
          {word}
        </span>
        <span className="truncate text-soft" title={scope}>
          {scope}
        </span>
        <span className={cx('min-w-0', open ? 'wrap-anywhere' : 'truncate')}>{sentence}</span>
      </button>
      {open && <Facts line={line} time={time} />}
    </>
  )
})

function Facts({ line: { facts }, time }: { readonly line: KeptLine; readonly time: string }) {
  return (
    <div className="mr-2.5 mb-1.5 ml-8 flex items-start gap-1 border-line border-l-2 pl-3">
      <div className="min-w-0 flex-1 py-1">
        <p className="pb-1 text-faint">{time}</p>
        {facts === null ? (
          <p className="font-sans text-faint">The line says no more than this.</p>
        ) : (
          <pre className="wrap-anywhere whitespace-pre-wrap leading-4.5">{readableFacts(facts)}</pre>
        )}
      </div>
      {facts !== null && <CopyButton name="Copy facts" text={() => prettyFacts(facts)} />}
    </div>
  )
}

/** A time that cannot be read is shown as it was written. */
function timeOf({ at }: KeptLine): string {
  const ms = Date.parse(at)
  return Number.isNaN(ms) ? at : exactTime(ms)
}
