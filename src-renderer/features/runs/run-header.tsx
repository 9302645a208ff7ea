import { CircleAlert } from 'lucide-react'
import type { RunDetail } from '#shared/run'
import { counted } from '#shared/words'
import { hashOf } from '../../state/route'
import { CopyButton } from '../../ui/copy-button'
import { cx } from '../../ui/cx'
import { TimeAgo } from '../../ui/time-ago'
import { costWords } from '../invocations/usage-words'
import { Lasted } from './lasted'
import { phaseLooks } from './phase-look'
import { PhaseMark } from './phase-mark'
import { RunButtons } from './run-buttons'
import { sourceWords } from './source-words'

/** What a run is and how it stands, with what can be done about it. */
export function RunHeader({ detail }: { readonly detail: RunDetail }) {
  const { row, path } = detail
  const { lane, itemId, startedAt, endedAt, costUsd } = row
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 max-w-full truncate font-semibold text-lg" title={row.title}>
          {row.title || row.id}
        </h1>
        <PhaseMark phase={row.phase} washed />
        <RunButtons detail={detail} />
      </div>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-soft text-xs">
        <span>
          Workflow <span className="font-medium text-ink">{row.workflow}</span> of {sourceWords(row.source)}
        </span>
        {lane !== null && itemId !== null && (
          <a
            href={hashOf({ page: 'lanes', chosen: { lane, id: itemId } })}
            className="font-medium text-accent hover:underline"
          >
            Show item
          </a>
        )}
        <span>
          {startedAt === null ? 'Created ' : 'Started '}
          <TimeAgo at={startedAt ?? row.createdAt} />
        </span>
        {startedAt !== null && (
          <span>
            {endedAt === null ? 'For ' : 'Took '}
            <Lasted from={startedAt} to={endedAt} />
          </span>
        )}
        <span className="numeric">{counted(row.iterations, 'attempt')}</span>
        {costUsd !== null && <span className="numeric">{costWords(costUsd, row.costEstimated)}</span>}
        <span className="inline-flex items-center gap-0.5">
          Run id <CopyButton name="Copy run id" text={row.id} />
        </span>
        <span className="inline-flex items-center gap-0.5" title={path}>
          Folder <CopyButton name="Copy folder" text={path} />
        </span>
      </p>
      {row.reason !== null && (
        <div
          role="note"
          aria-label="Reason"
          className={cx('wash flex gap-2 rounded-md p-2.5', phaseLooks[row.phase].text)}
        >
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          <p className="wrap-anywhere max-h-32 min-w-0 overflow-y-auto text-ink">{row.reason}</p>
        </div>
      )}
    </header>
  )
}
