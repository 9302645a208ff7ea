import { ChevronDown, ChevronRight, History, X } from 'lucide-react'
import { useState } from 'react'
import type { RecoveryReport } from '#shared/board'
import { count, counted } from '#shared/words'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { announce } from '../../ui/announce'
import { Button, IconButton } from '../../ui/button'
import { shownName } from '../../ui/shown-name'
import type { Tone } from '../../ui/status-look'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { requeueInterrupted } from './act'

const looks: Record<RecoveryReport['rows'][number]['done'], { word: string; tone: Tone }> = {
  published: { word: 'Published', tone: 'completed' },
  requeued: { word: 'Back in line', tone: 'pending' },
  buried: { word: 'Buried', tone: 'dead' },
  parked: { word: 'Left waiting', tone: 'waiting' },
  swept: { word: 'Swept', tone: 'trash' },
}

/** What recovery did at the last start of the supervisor, until somebody has seen it. */
export function RecoveryStrip() {
  const report = useBoard((board) => board.recovery)
  return report === null ? null : <Report key={report.at} report={report} />
}

async function dismiss() {
  const asked = await ask(link, (client) => client.home.dismissRecovery())
  if (!asked.ok) announce(asked.failure)
}

function Report({ report: { at, total, rows } }: { readonly report: RecoveryReport }) {
  const [open, setOpen] = useState(false)
  const Arrow = open ? ChevronDown : ChevronRight
  const buried = rows.filter(({ done }) => done === 'buried')
  return (
    <section aria-label="Recovery report" className="shrink-0 rounded-lg border border-line bg-panel">
      <header className="flex items-center gap-2 pr-1">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex h-9 w-full items-center gap-2 rounded-lg px-3 text-left"
          >
            <History aria-hidden size={15} className="shrink-0 text-waiting" />
            <span className="truncate font-medium">At the last start, recovery settled {counted(total, 'item')}</span>
            <TimeAgo at={at} className="text-faint text-xs" />
            <Arrow aria-hidden size={14} className="ml-auto shrink-0 text-faint" />
          </button>
        </h2>
        {buried.length > 0 && (
          <Button onClick={() => void requeueInterrupted([...new Set(buried.map(({ lane }) => lane))])}>
            Requeue {count(buried.length)} buried
          </Button>
        )}
        <IconButton
          name="Dismiss recovery report"
          icon={<X aria-hidden size={14} />}
          small
          onClick={() => void dismiss()}
        />
      </header>
      {open && (
        <ul
          aria-label="What recovery did"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-44 divide-y divide-line overflow-y-auto border-line border-t"
        >
          {rows.map((row) => (
            <ReportRow key={`${row.lane}/${row.file}`} row={row} />
          ))}
          {total > rows.length && (
            <li className="px-3 py-1.5 text-soft text-xs">
              and {count(total - rows.length)} more; the log of the home names them all.
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

function ReportRow({ row: { lane, file, itemId, done, sentence } }: { readonly row: RecoveryReport['rows'][number] }) {
  return (
    <li className="grid grid-cols-[7rem_minmax(0,1fr)_minmax(0,2fr)] items-start gap-3 px-3 py-1.5 text-xs">
      <StatusMark {...looks[done]} />
      {itemId === null ? (
        <span className="truncate font-mono" title={file}>
          {shownName(file)}
        </span>
      ) : (
        <a
          href={hashOf({ page: 'lanes', chosen: { lane, id: itemId } })}
          title={file}
          className="truncate font-mono text-accent hover:underline"
        >
          {shownName(file)}
        </a>
      )}
      <span className="min-w-0 break-words text-soft">{sentence}</span>
    </li>
  )
}
