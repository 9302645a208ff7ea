import { CircleStop, Play, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { isOver, type RunDetail } from '#shared/run'
import { Button } from '../../ui/button'
import { DecideButton } from '../decisions/decide-button'
import { openPush } from '../lanes/push-state'
import { openStart } from '../start-run/start-state'
import { CancelRun } from './cancel-run'
import { RetryRun } from './retry-run'

/** What can be done about a run now. */
export function RunButtons({ detail }: { readonly detail: RunDetail }) {
  const [asking, setAsking] = useState<'cancel' | 'retry' | null>(null)
  const { row, cancelable, retryFrom, inputs } = detail
  const close = () => setAsking(null)
  const startAgain = () => {
    if (row.source.kind === 'queue') openPush(row.source.name, inputs)
    else openStart({ orchestrator: row.source.name, workflow: row.workflow, inputs })
  }
  return (
    <span className="ml-auto flex flex-wrap gap-1.5">
      {row.decisionId !== null && <DecideButton id={row.decisionId} of={row.title || row.id} />}
      {cancelable && (
        <Button
          size="sm"
          icon={<CircleStop aria-hidden size={13} />}
          aria-haspopup="dialog"
          onClick={() => setAsking('cancel')}
        >
          Cancel run…
        </Button>
      )}
      {retryFrom.length > 0 && (
        <Button
          size="sm"
          icon={<RotateCcw aria-hidden size={13} />}
          aria-haspopup="dialog"
          onClick={() => setAsking('retry')}
        >
          Retry from step…
        </Button>
      )}
      {isOver(row.phase) && (
        <Button size="sm" icon={<Play aria-hidden size={13} />} aria-haspopup="dialog" onClick={startAgain}>
          Start again…
        </Button>
      )}
      {asking === 'cancel' && <CancelRun run={row} onClose={close} />}
      {asking === 'retry' && <RetryRun detail={detail} onClose={close} />}
    </span>
  )
}
