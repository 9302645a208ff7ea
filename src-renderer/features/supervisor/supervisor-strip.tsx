import { CircleAlert, Ghost, OctagonX, Square } from 'lucide-react'
import type { ReactNode } from 'react'
import { leftNames, type SupervisorStatus } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { press } from '../shell/press'
import { useSupervisorDetails } from './details-state'
import { DrainStrip } from './drain-strip'
import { openReceipt } from './receipt-state'
import { RetryWorkers } from './worker-list'

/** Why the supervisor is as it is and what can be done about it, while that is not plain from the state's word. */
export function SupervisorStrip() {
  const status = useBoard((board) => board.supervisor)
  switch (status.state) {
    case 'stopping':
      return <DrainStrip status={status} />
    case 'degraded':
      return <DegradedStrip reason={status.reason} />
    case 'stop_failed':
      return <StopFailedStrip status={status} />
    case 'stale':
      return <StaleStrip reason={status.reason} />
    case 'stopped':
    case 'starting':
    case 'running':
      return status.reason === null ? null : <ReasonStrip reason={status.reason} />
    // Said by the page that stands in place of all others.
    case 'foreign':
      return null
  }
}

function ReasonStrip({ reason }: { readonly reason: string }) {
  return (
    <div role="note" aria-label="Supervisor reason" className="wash flex items-start gap-2 px-3 py-1.5 text-dead">
      <CircleAlert aria-hidden size={14} className="mt-0.75 shrink-0" />
      <Sentence text={reason} />
    </div>
  )
}

function DegradedStrip({ reason }: Pick<SupervisorStatus, 'reason'>) {
  return (
    <div role="note" aria-label="Supervisor reason" className="wash flex items-start gap-2 px-3 py-1.5 text-failed">
      <CircleAlert aria-hidden size={14} className="mt-1.25 shrink-0" />
      <div className="min-w-0 flex-1 py-0.5">
        <Sentence text={reason ?? 'A worker is failing.'} />
      </div>
      <span className="flex shrink-0 gap-2">
        <Button size="sm" onClick={() => useSupervisorDetails.setState({ open: true })}>
          Show workers
        </Button>
        <RetryWorkers />
      </span>
    </div>
  )
}

function StaleStrip({ reason }: Pick<SupervisorStatus, 'reason'>) {
  return (
    <div role="note" aria-label="Supervisor reason" className="wash flex items-start gap-2 px-3 py-1.5 text-waiting">
      <Ghost aria-hidden size={14} className="mt-0.75 shrink-0" />
      <div className="min-w-0">
        <Sentence text={reason ?? 'The last owner of this home ended without stopping.'} />
        <p className="text-soft">
          Start first ends the processes it left running, publishes answers that were finished and puts interrupted
          items back in line; only then is anything claimed.
        </p>
      </div>
    </div>
  )
}

function StopFailedStrip({ status: { reason, receipt } }: { readonly status: SupervisorStatus }) {
  const pids = receipt?.leftProcesses ?? []
  const workers = receipt?.leftWorkers ?? []
  return (
    <div role="alert" aria-label="Stop failed" className="wash flex items-start gap-2.5 px-3 py-2.5 text-dead">
      <OctagonX aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <h2 className="font-semibold">The stop failed: something is still running.</h2>
        <Sentence text={reason ?? 'Not everything could be ended.'} />
        {(pids.length > 0 || workers.length > 0) && (
          <ul aria-label="Left running" className="flex flex-wrap gap-1.5">
            {pids.map((pid) => (
              <Left key={pid}>process {leftNames([pid], receipt?.left).join('')}</Left>
            ))}
            {workers.map((name) => (
              <Left key={name}>worker {name}</Left>
            ))}
          </ul>
        )}
        <p className="text-soft">
          Nothing can be started until it is gone. End it yourself if need be, then try again.
        </p>
      </div>
      <span className="flex shrink-0 flex-wrap justify-end gap-2">
        {receipt !== null && (
          <Button aria-haspopup="dialog" onClick={openReceipt}>
            Receipt
          </Button>
        )}
        <Button look="primary" icon={<Square aria-hidden size={12} />} onClick={() => void press('stop')}>
          Try to stop again
        </Button>
      </span>
    </div>
  )
}

function Left({ children }: { readonly children: ReactNode }) {
  return <li className="rounded-sm border border-line bg-panel px-1.5 font-mono text-ink text-xs">{children}</li>
}

function Sentence({ text }: { readonly text: string }) {
  return (
    <p className="wrap-anywhere line-clamp-3 min-w-0 text-ink" title={text}>
      {text}
    </p>
  )
}
