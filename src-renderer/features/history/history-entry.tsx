import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { HistoryHit } from '#shared/contract'
import { hashOf } from '../../state/route'
import { MiddleCut } from '../../ui/middle-cut'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { TimelineTab } from '../inspector/timeline-tab'

interface HistoryEntryProps {
  readonly hit: HistoryHit
  /** Whether it begins with its timeline open. */
  readonly open: boolean
}

export function HistoryEntry({ hit, open: begins }: HistoryEntryProps) {
  const [open, setOpen] = useState(begins)
  const timelineId = useId()
  const { lane, id, title, status, changedAt, resultFile, timeline } = hit
  const Arrow = open ? ChevronDown : ChevronRight
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="flex items-start gap-2 px-3 py-2">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={timelineId}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 flex-col gap-0.5 rounded-sm text-left"
        >
          <span className="flex w-full items-center gap-2">
            <Arrow aria-hidden size={14} className="shrink-0 text-faint" />
            <StatusMark tone={status} />
            <span className="min-w-0 truncate font-medium" title={title}>
              {title || '(empty message)'}
            </span>
          </span>
          <span className="flex w-full items-center gap-2 pl-5.5 text-soft text-xs">
            <span className="shrink-0 font-mono">{lane}</span>
            <TimeAgo at={changedAt} className="shrink-0" />
            {resultFile !== null && (
              <span className="flex min-w-0 items-center gap-1">
                answer
                <MiddleCut text={resultFile} className="font-mono" />
              </span>
            )}
          </span>
        </button>
        <a
          href={hashOf({ page: 'lanes', chosen: { lane, id } })}
          className="shrink-0 rounded-sm font-medium text-accent text-xs leading-5 hover:underline"
        >
          Open in inspector
        </a>
      </div>
      <div id={timelineId} hidden={!open} className="border-line border-t px-4 py-3">
        {open && <TimelineTab timeline={timeline} />}
      </div>
    </li>
  )
}
