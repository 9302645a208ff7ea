import { Popover } from '@base-ui/react/popover'
import { ChevronDown, Hourglass } from 'lucide-react'
import { useState } from 'react'
import type { SupervisorStatus } from '#shared/supervisor'
import { count } from '#shared/words'
import { useNow } from '../../state/now'
import { hashOf } from '../../state/route'
import { Button } from '../../ui/button'
import { TimeAgo } from '../../ui/time-ago'
import { drainLeftMs } from '../shell/supervisor-words'
import { drainSentence } from './drain-words'
import { StopNow } from './stop-now'

/** While a stop waits for items: for which, how long at most, and a way to end the wait. */
export function DrainStrip({ status }: { readonly status: SupervisorStatus }) {
  const leftMs = useNow(({ now }) => Math.ceil(drainLeftMs(status, now) / 1000) * 1000)
  const { draining } = status
  if (draining === null || draining.active === 0) return null
  return (
    <section
      aria-label="Stopping"
      className="wash flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-waiting"
    >
      <Hourglass aria-hidden size={14} className="shrink-0" />
      <p className="numeric min-w-0 text-ink">{drainSentence(draining.active, leftMs)}</p>
      <span className="flex gap-2">
        <WaitedFor draining={draining} />
        {leftMs > 0 && <StopNow />}
      </span>
    </section>
  )
}

function WaitedFor({ draining }: { readonly draining: NonNullable<SupervisorStatus['draining']> }) {
  const [open, setOpen] = useState(false)
  const more = draining.active - draining.items.length
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <Button size="sm">
            What it waits for
            <ChevronDown aria-hidden size={12} />
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="start" sideOffset={6} className="z-30">
          <Popover.Popup className="flex max-h-[60vh] w-100 max-w-[calc(100vw-32px)] flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none">
            <Popover.Title className="border-line border-b px-3 py-2 font-semibold text-sm">
              Still waited for
            </Popover.Title>
            <ul className="divide-y divide-line overflow-y-auto">
              {draining.items.map(({ lane, id, title, since }) => (
                <li key={`${lane}/${id}`}>
                  <a
                    href={hashOf({ page: 'lanes', chosen: { lane, id } })}
                    onClick={() => setOpen(false)}
                    className="flex items-center gap-3 px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2"
                  >
                    <span className="min-w-0 truncate font-medium text-accent" title={title}>
                      {title || id}
                    </span>
                    <span className="shrink-0 font-mono text-faint text-xs">{lane}</span>
                    <span className="ml-auto shrink-0 text-soft text-xs">
                      started <TimeAgo at={since} />
                    </span>
                  </a>
                </li>
              ))}
              {more > 0 && <li className="px-3 py-2 text-soft">and {count(more)} more.</li>}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
