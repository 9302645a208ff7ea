import { CircleAlert, FileUp, LoaderCircle, Unlink } from 'lucide-react'
import { useState } from 'react'
import type { LaneCard } from '#shared/board'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { cx } from '../../ui/cx'
import { GateChips } from '../providers/gate-chips'
import { LaneWaits } from '../providers/lane-waits'
import { AddButtons } from './add-buttons'
import { columnOrder } from './column-look'
import { dropFiles } from './drop-files'
import { useDropTarget } from './drop-target'
import { LaneColumn } from './lane-column'
import { QueueWelcome } from './queue-welcome'
import { queueWords } from './queue-words'
import { SearchBox } from './search-box'
import { useSettled } from './use-settled'
import { Welcome } from './welcome'

interface LaneSectionProps {
  readonly lane: LaneCard
  /** Whether the inspector is open. */
  readonly inspected: boolean
}

export function LaneSection({ lane, inspected }: LaneSectionProps) {
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), 150)
  const isShut = lane.queue === null
  const { over, handlers } = useDropTarget(isShut ? null : (files) => void dropFiles(lane.name, files))
  const empty = Object.values(lane.counts).every((items) => items === 0) && !lane.indexing && !lane.completedGrows
  return (
    <section aria-label={`Lane ${lane.name}`} {...handlers} className="relative flex flex-1 flex-col gap-2">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="font-mono font-semibold text-md">{lane.name}</h2>
        <LaneCondition lane={lane} />
        {lane.counts.pending === 0 && !lane.indexing && <GateChips />}
        <div className="ml-auto flex items-center gap-2">
          <SearchBox lane={lane.name} typed={typed} onType={setTyped} />
          <AddButtons lane={lane} />
        </div>
      </header>
      <QueueNote lane={lane} />
      {empty && lane.queue === undefined && <Welcome lane={lane.name} />}
      {empty && lane.queue != null && <QueueWelcome lane={lane.name} queue={lane.queue} />}
      {!empty && !lane.indexing && <PendingHint pending={lane.counts.pending} />}
      <LaneWaits lane={lane} />
      <div
        className={cx(
          'flex min-h-60 flex-[1_1_15rem] gap-2 overflow-x-auto',
          // The inspector lies over the columns of a narrow window; they can be scrolled out from under it.
          inspected && 'max-xl:scroll-pr-110 max-xl:pr-110',
        )}
      >
        {columnOrder.map((column) => (
          <LaneColumn
            key={column}
            lane={lane.name}
            column={column}
            items={lane.counts[column]}
            counting={lane.indexing || (column === 'completed' && lane.completedGrows === true)}
            waiting={column === 'active' ? lane.waiting : 0}
            search={search}
          />
        ))}
      </div>
      {over && (
        <div className="pointer-events-none absolute -inset-1 z-10 grid place-items-center rounded-lg border-2 border-accent border-dashed bg-[color-mix(in_oklab,var(--color-page)_82%,transparent)]">
          <p className="flex items-center gap-2 font-semibold text-accent text-lg">
            {isShut ? <Unlink aria-hidden size={22} /> : <FileUp aria-hidden size={22} />}
            {isShut
              ? `No runbook declares ${lane.name}, so it takes no files`
              : `Drop .json files to add them to ${lane.name}`}
          </p>
        </div>
      )}
    </section>
  )
}

/** What the runbook says of a queue, and that none does where none does any more. */
function QueueNote({ lane: { queue } }: { readonly lane: LaneCard }) {
  if (queue === undefined) return null
  if (queue !== null) return <p className="-mt-1 text-soft text-xs">{queueWords(queue)}</p>
  return (
    <p role="note" aria-label="No runbook" className="wash flex gap-2 rounded-md px-3 py-1.5 text-waiting">
      <Unlink aria-hidden size={14} className="mt-0.75 shrink-0" />
      <span className="text-ink">
        No runbook declares this queue any more. What is in it is kept, and nothing of it is started until one does.
      </span>
    </p>
  )
}

function LaneCondition({ lane }: { readonly lane: LaneCard }) {
  if (lane.trouble !== null) {
    return (
      <p role="alert" className="flex min-w-0 items-center gap-1.5 text-dead text-xs">
        <CircleAlert aria-hidden size={14} className="shrink-0" />
        <span title={lane.trouble} className="truncate">
          {lane.trouble}
        </span>
      </p>
    )
  }
  if (!lane.indexing && lane.completedGrows !== true) return null
  return (
    <p className="flex items-center gap-1.5 text-soft text-xs">
      <LoaderCircle aria-hidden size={13} className="animate-turn" />
      {lane.indexing ? 'Counting files…' : 'Counting the answers of before…'}
    </p>
  )
}

function PendingHint({ pending }: { readonly pending: number }) {
  const idle = useBoard((board) => board.supervisor.state === 'stopped' || board.supervisor.state === 'stale')
  if (!idle || pending === 0) return null
  return (
    <p className="wash rounded-md px-3 py-1.5 text-active text-sm">
      <span className="numeric font-semibold">{counted(pending, 'pending', 'pending')}.</span>{' '}
      <span className="text-ink">Press Start to work on {pending === 1 ? 'it' : 'them'}.</span>
    </p>
  )
}
