import { exactTime, isoTime, relativeTime } from '#shared/words'
import { useNow } from '../state/now'
import { cx } from './cx'

interface TimeAgoProps {
  readonly at: number
  /** The time may lie ahead; otherwise one that seems to only ran ahead of the page's clock. */
  readonly ahead?: boolean
  readonly className?: string
}

/** A relative time that keeps itself right; the exact one is its title. */
export function TimeAgo({ at, ahead = false, className }: TimeAgoProps) {
  const words = useNow(({ now }) => relativeTime(at, ahead ? now : Math.max(now, at)))
  return (
    <time dateTime={isoTime(at)} title={exactTime(at)} className={cx('numeric whitespace-nowrap', className)}>
      {words}
    </time>
  )
}
