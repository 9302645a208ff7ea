import { duration } from '#shared/words'
import { useNow } from '../../state/now'

interface LastedProps {
  readonly from: number
  /** Null: it still goes on. */
  readonly to: number | null
}

/** How long something took, or has been going on, in whole seconds of the page's clock. */
export function Lasted({ from, to }: LastedProps) {
  const words = useNow(({ now }) => {
    if (to !== null) return duration(to - from)
    const seconds = Math.floor((now - from) / 1000)
    return seconds < 1 ? '< 1 s' : duration(seconds * 1000)
  })
  return <span className="numeric whitespace-nowrap">{words}</span>
}
