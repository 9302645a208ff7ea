import { CircleAlert, LoaderCircle } from 'lucide-react'
import type { SupervisorStatus } from '#shared/supervisor'
import { useLinkState } from '../../link/link'
import { useBoard } from '../../state/board'
import { cx } from '../../ui/cx'
import { statusLooks } from '../../ui/status-look'
import { supervisorLooks } from './supervisor-words'

/** Below the bar, only while there is something to say: a lost connection, and why the supervisor is as it is. */
export function Conditions() {
  const linkState = useLinkState(({ state }) => state)
  const supervisor = useBoard((board) => board.supervisor)
  const reason = reasonOf(supervisor)
  return (
    <>
      {linkState !== 'open' && (
        <div role="alert" className="wash flex items-center gap-2 px-3 py-1.5 text-waiting">
          <LoaderCircle aria-hidden size={14} className="shrink-0 animate-turn" />
          <span className="font-medium">Connection lost, reconnecting…</span>
          <span className="text-soft">What is shown may be out of date.</span>
        </div>
      )}
      {reason !== null && (
        <div
          role="note"
          aria-label="Supervisor reason"
          className={cx(
            'wash flex items-start gap-2 px-3 py-1.5',
            statusLooks[supervisorLooks[supervisor.state].tone].text,
          )}
        >
          <CircleAlert aria-hidden size={14} className="mt-0.75 shrink-0" />
          <p className="wrap-anywhere line-clamp-3 min-w-0 text-ink" title={reason}>
            {reason}
          </p>
        </div>
      )}
    </>
  )
}

function reasonOf({ reason, workers }: SupervisorStatus): string | null {
  if (reason !== null) return reason
  const broken = workers.find(({ state }) => state === 'backing_off' || state === 'failed')
  return broken === undefined ? null : `${broken.name}: ${broken.lastError ?? 'failing, and tried again after a pause'}`
}
