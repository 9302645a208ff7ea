import { RotateCcw } from 'lucide-react'
import type { WorkerHealth } from '#shared/supervisor'
import { counted } from '#shared/words'
import { useBoard } from '../../state/board'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { TimeAgo } from '../../ui/time-ago'
import { askSupervisor } from './ask-supervisor'
import { canRetry, workerLooks, worstFirst } from './worker-look'

export function WorkerList() {
  const workers = useBoard((board) => board.supervisor.workers)
  return (
    <section aria-label="Workers" className="flex min-h-0 flex-col">
      <header className="flex h-9 shrink-0 items-center gap-2 px-3">
        <h3 className="font-semibold text-xs">Workers</h3>
        <span className="numeric text-faint text-xs">{workers.length}</span>
        <span className="ml-auto">
          <RetryWorkers />
        </span>
      </header>
      {workers.length === 0 ? (
        <p className="px-3 pb-3 text-soft">None now; they run while the supervisor does.</p>
      ) : (
        <ul
          aria-label="Workers"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-72 divide-y divide-line overflow-y-auto border-line border-t focus-visible:-outline-offset-2"
        >
          {worstFirst(workers).map((worker) => (
            <WorkerRow key={worker.name} worker={worker} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** Shown only while a worker failed or backs off. */
export function RetryWorkers() {
  const ill = useBoard((board) => board.supervisor.workers.some(canRetry))
  if (!ill) return null
  return (
    <Button size="sm" icon={<RotateCcw aria-hidden size={12} />} onClick={() => void askSupervisor('retryWorkers')}>
      Retry now
    </Button>
  )
}

function WorkerRow({ worker }: { readonly worker: WorkerHealth }) {
  const { name, state, lastBeatAt, lastError, restarts, nextTryAt } = worker
  const { word, Icon, text } = workerLooks[state]
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2">
      <p className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium font-mono text-xs" title={name}>
          {name}
        </span>
        <span className={cx('ml-auto inline-flex shrink-0 items-center gap-1 font-medium text-xs', text)}>
          <Icon aria-hidden size={13} className={cx(state === 'starting' && 'animate-turn')} />
          {word}
        </span>
      </p>
      <p className="flex flex-wrap gap-x-3 text-soft text-xs">
        <span>{lastBeatAt === null ? 'No beat yet' : <Beat at={lastBeatAt} />}</span>
        {restarts > 0 && <span>{counted(restarts, 'restart')}</span>}
        {nextTryAt !== null && (
          <span className="text-failed">
            Next try <TimeAgo at={nextTryAt} ahead />
          </span>
        )}
      </p>
      {lastError !== null && (
        <p
          className={cx('wrap-anywhere line-clamp-3 text-xs', canRetry(worker) ? text : 'text-soft')}
          title={lastError}
        >
          Last error: {lastError}
        </p>
      )}
    </li>
  )
}

function Beat({ at }: { readonly at: number }) {
  return (
    <>
      Last beat <TimeAgo at={at} />
    </>
  )
}
