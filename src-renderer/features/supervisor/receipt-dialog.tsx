import { CircleCheck, OctagonX } from 'lucide-react'
import { nothingLeft, type StopReceipt } from '#shared/supervisor'
import { count, counted, duration, exactTime } from '#shared/words'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { Fact, Facts } from '../../ui/facts'
import { Modal } from '../../ui/modal'
import { StatusMark } from '../../ui/status-mark'
import { TimeAgo } from '../../ui/time-ago'
import { closeReceipt, useReceiptDialog } from './receipt-state'
import { endedWords, leftWords, outcomeLooks } from './receipt-words'

/** The proof of the last stop of this host: what ended how, how long it took, what is left. */
export function ReceiptDialog() {
  const open = useReceiptDialog((state) => state.open)
  const receipt = useBoard((board) => board.supervisor.receipt)
  if (receipt === null) return null
  return (
    <Modal
      open={open}
      onClose={closeReceipt}
      title="Receipt of the last stop"
      description={
        <>
          Asked {exactTime(receipt.askedAt)}, <TimeAgo at={receipt.askedAt} />
        </>
      }
      wide
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pt-1 pb-4">
        <Verdict receipt={receipt} />
        <Facts>
          <Fact name="Took">{duration(receipt.tookMs)}</Fact>
          <Fact name="Active items">{receipt.active === 0 ? 'None' : count(receipt.active)}</Fact>
          <Fact name="Processes">
            {receipt.endedProcesses === 0
              ? 'None had to be ended'
              : `${counted(receipt.endedProcesses, 'process', 'processes')} ended`}
          </Fact>
          <Fact name="Left pids" copies={receipt.leftProcesses.join(' ') || undefined} mono>
            {receipt.leftProcesses.join(', ') || 'none'}
          </Fact>
          <Fact name="Left workers" mono>
            {receipt.leftWorkers.join(', ') || 'none'}
          </Fact>
        </Facts>
        <Left receipt={receipt} />
        <Items receipt={receipt} />
        <Ended receipt={receipt} />
      </div>
    </Modal>
  )
}

function Verdict({ receipt }: { readonly receipt: StopReceipt }) {
  const left = leftWords(receipt)
  if (left === null) {
    return (
      <p className="flex items-center gap-1.5 font-medium text-completed">
        <CircleCheck aria-hidden size={15} className="shrink-0" /> Every worker has ended and {nothingLeft(receipt)}.
      </p>
    )
  }
  return (
    <p className="flex items-start gap-1.5 font-medium text-dead">
      <OctagonX aria-hidden size={15} className="mt-0.5 shrink-0" />
      <span className="wrap-anywhere">Not everything ended; {left}.</span>
    </p>
  )
}

function Left({ receipt: { left, leftProcesses } }: { readonly receipt: StopReceipt }) {
  if (left.length === 0) return null
  return (
    <section aria-label="Processes left by the stop">
      <h3 className="pb-1 font-semibold text-xs">Processes that refuse to end</h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {left.map(({ pid, command }) => (
          <li key={pid} className="flex items-center gap-3 px-2.5 py-1.5">
            <Process pid={pid} command={command} />
          </li>
        ))}
        {leftProcesses.length > left.length && (
          <li className="px-2.5 py-1.5 text-soft">and {count(leftProcesses.length - left.length)} more.</li>
        )}
      </ul>
    </section>
  )
}

function Process({ pid, command }: { readonly pid: number; readonly command: string }) {
  return (
    <>
      <span className="shrink-0 font-mono text-faint text-xs">{pid}</span>
      <span className="min-w-0 truncate font-mono text-xs" title={command}>
        {command || 'command not known'}
      </span>
    </>
  )
}

function Items({ receipt: { items, active } }: { readonly receipt: StopReceipt }) {
  if (items.length === 0) return null
  return (
    <section aria-label="Items of the stop">
      <h3 className="pb-1 font-semibold text-xs">Items that were active</h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {items.map(({ lane, id, title, outcome }) => (
          <li key={`${lane}/${id}`} className="flex items-center gap-3 px-2.5 py-1.5">
            <a
              href={hashOf({ page: 'lanes', chosen: { lane, id } })}
              onClick={closeReceipt}
              className="min-w-0 truncate text-accent hover:underline"
              title={title}
            >
              {title || id}
            </a>
            <span className="shrink-0 font-mono text-faint text-xs">{lane}</span>
            <span className="ml-auto">
              <StatusMark {...outcomeLooks[outcome]} />
            </span>
          </li>
        ))}
        {active > items.length && <li className="px-2.5 py-1.5 text-soft">and {count(active - items.length)} more.</li>}
      </ul>
    </section>
  )
}

function Ended({ receipt: { ended, endedProcesses } }: { readonly receipt: StopReceipt }) {
  if (ended.length === 0) return null
  return (
    <section aria-label="Processes of the stop">
      <h3 className="pb-1 font-semibold text-xs">Processes that were ended</h3>
      <ul className="divide-y divide-line rounded-md border border-line">
        {ended.map((each) => (
          <li key={`${each.by} ${each.pid}`} className="flex items-center gap-3 px-2.5 py-1.5">
            <Process pid={each.pid} command={each.command} />
            <span className="ml-auto shrink-0 text-soft text-xs">{endedWords(each)}</span>
          </li>
        ))}
        {endedProcesses > ended.length && (
          <li className="px-2.5 py-1.5 text-soft">and {count(endedProcesses - ended.length)} more.</li>
        )}
      </ul>
    </section>
  )
}
