import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Ghost,
  LoaderCircle,
  Lock,
  type LucideIcon,
  OctagonX,
} from 'lucide-react'
import type { SupervisorState as State } from '#shared/supervisor'
import { useBoard } from '../../state/board'
import { useNow } from '../../state/now'
import { cx } from '../../ui/cx'
import { statusLooks } from '../../ui/status-look'
import { TimeAgo } from '../../ui/time-ago'
import { supervisorLooks, supervisorWords } from './supervisor-words'

const icons: Record<State, LucideIcon> = {
  stopped: CircleDashed,
  starting: LoaderCircle,
  running: CircleCheck,
  stopping: CirclePause,
  degraded: CircleAlert,
  stop_failed: OctagonX,
  stale: Ghost,
  foreign: Lock,
}

export function SupervisorState() {
  const status = useBoard((board) => board.supervisor)
  const words = useNow(({ now }) => supervisorWords(status, now))
  const { tone } = supervisorLooks[status.state]
  const Icon = icons[status.state]
  return (
    <>
      <div
        role="status"
        aria-label="Supervisor"
        data-state={status.state}
        className={cx(
          'wash inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-sm whitespace-nowrap',
          statusLooks[tone].text,
        )}
      >
        <Icon aria-hidden size={15} className={cx(status.state === 'starting' && 'animate-turn')} />
        <span className="numeric">{words}</span>
      </div>
      {status.draining === null && status.since > 0 && (
        <TimeAgo at={status.since} className="-ml-1 hidden text-faint text-xs lg:inline" />
      )}
    </>
  )
}
