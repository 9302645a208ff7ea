import type { ItemEvent } from '#shared/item'
import { duration } from '#shared/words'
import { cx } from '../../ui/cx'
import { eventLooks } from '../../ui/event-look'
import { statusLooks } from '../../ui/status-look'
import { TimeAgo } from '../../ui/time-ago'

export function TimelineTab({ timeline }: { readonly timeline: readonly ItemEvent[] }) {
  if (timeline.length === 0) return <p className="text-soft">Nothing was recorded of this item.</p>
  return (
    <ol aria-label="Timeline">
      {timeline.map((event, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a timeline only grows at its end
        <TimelineEntry key={index} event={event} before={timeline[index - 1]} last={index === timeline.length - 1} />
      ))}
    </ol>
  )
}

interface TimelineEntryProps {
  readonly event: ItemEvent
  readonly before: ItemEvent | undefined
  readonly last: boolean
}

function TimelineEntry({ event, before, last }: TimelineEntryProps) {
  const { word, tone } = eventLooks[event.kind]
  const { Icon, text } = statusLooks[tone]
  return (
    <li className="flex gap-2.5">
      <div className="flex flex-col items-center">
        <Icon aria-hidden size={15} className={cx('mt-0.5 shrink-0', text)} />
        {!last && <span aria-hidden className="my-1 w-px flex-1 bg-line" />}
      </div>
      <div className={cx('min-w-0 flex-1', !last && 'pb-3')}>
        <p className="flex items-baseline gap-2">
          <span className={cx('font-medium', text)}>{word}</span>
          {event.attempt > 1 && <span className="text-failed text-xs">attempt {event.attempt}</span>}
          <span className="ml-auto shrink-0 text-faint text-xs">
            {before !== undefined && event.at > before.at && (
              <span className="numeric mr-2">+{duration(event.at - before.at)}</span>
            )}
            <TimeAgo at={event.at} />
          </span>
        </p>
        <p className="break-words text-soft">{event.text}</p>
      </div>
    </li>
  )
}
