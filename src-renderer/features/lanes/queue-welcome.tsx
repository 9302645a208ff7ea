import { Send } from 'lucide-react'
import type { QueueCard } from '#shared/board'
import { Button } from '../../ui/button'
import { openPush } from './push-state'

interface QueueWelcomeProps {
  readonly lane: string
  readonly queue: QueueCard
}

/** What an empty queue says of itself. */
export function QueueWelcome({ lane, queue }: QueueWelcomeProps) {
  return (
    <section aria-label="Getting started" className="rounded-lg border border-line bg-panel p-4 shadow-card">
      <h3 className="font-semibold text-md">Nothing in this queue yet</h3>
      <p className="mt-1 text-soft">
        An item of it is a JSON object with{' '}
        {queue.vars.length === 0 ? 'no vars' : 'the vars below. Push one here, or drop .json files on the lane.'}
      </p>
      {queue.vars.length > 0 && (
        <ul aria-label="Vars" className="mt-2 flex flex-wrap gap-1">
          {queue.vars.map((one) => (
            <li key={one.name} className="rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-xs">
              {one.name}
              {one.hidden === true && <span className="text-faint"> = (hidden)</span>}
              {one.default !== null && <span className="text-faint"> = {one.default === '' ? '""' : one.default}</span>}
            </li>
          ))}
        </ul>
      )}
      <Button
        look="primary"
        icon={<Send aria-hidden size={13} />}
        className="mt-3"
        aria-haspopup="dialog"
        onClick={() => openPush(lane)}
      >
        Push item
      </Button>
    </section>
  )
}
