import { Popover } from '@base-ui/react/popover'
import { ChevronDown } from 'lucide-react'
import type { SupervisorState } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { useSupervisorDetails } from './details-state'
import { openReceipt } from './receipt-state'
import { receiptWords } from './receipt-words'
import { WorkerList } from './worker-list'

const meanings: Record<SupervisorState, string> = {
  stopped: 'Nothing is claimed. Files that arrive wait in line until Start is pressed.',
  starting: 'What an earlier run left is settled, then the workers begin.',
  running: 'Every worker is at work.',
  stopping: 'Nothing more is claimed. Active items may finish; then every process is ended and the end is verified.',
  degraded: 'A worker is failing. The others go on.',
  stop_failed: 'The last stop could not end everything. Another stop looks again and ends what it can.',
  stale: 'The last owner of this home ended without stopping. Nothing runs now.',
  foreign: 'Another process owns this home.',
}

/** Beside the state: what it means, how each worker is, and how the last stop went. */
export function SupervisorDetails() {
  const open = useSupervisorDetails((state) => state.open)
  const state = useBoard((board) => board.supervisor.state)
  if (state === 'foreign') return null
  return (
    <Popover.Root open={open} onOpenChange={(next) => useSupervisorDetails.setState({ open: next })}>
      <Popover.Trigger
        render={
          <Button
            look="ghost"
            size="icon"
            className="-ml-2"
            aria-label="Supervisor details"
            title="Supervisor details"
            icon={<ChevronDown aria-hidden size={14} />}
          />
        }
      />
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="start" sideOffset={6} className="z-30">
          <Popover.Popup className="flex max-h-[76vh] w-100 max-w-[calc(100vw-32px)] flex-col divide-y divide-line overflow-y-auto rounded-lg border border-line bg-raised shadow-float outline-none">
            <div className="px-3 py-2">
              <Popover.Title className="font-semibold text-sm">Supervisor</Popover.Title>
              <Popover.Description className="text-soft">{meanings[state]}</Popover.Description>
            </div>
            <WorkerList />
            <LastStop />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function LastStop() {
  const receipt = useBoard((board) => board.supervisor.receipt)
  if (receipt === null) return null
  return (
    <section aria-label="Last stop" className="flex items-start gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <h3 className="font-semibold text-xs">Last stop</h3>
        <p className="wrap-anywhere text-soft text-xs">{receiptWords(receipt)}</p>
      </div>
      <Button
        size="sm"
        aria-haspopup="dialog"
        onClick={() => {
          useSupervisorDetails.setState({ open: false })
          openReceipt()
        }}
      >
        Receipt
      </Button>
    </section>
  )
}
