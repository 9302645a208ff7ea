import type { Invocation } from '#shared/invocation'
import { duration } from '#shared/words'
import { useNow } from '../../state/now'

/** How long an invocation took, or has been running, in whole seconds of the page's clock. */
export function Took({ invocation: { startedAt, endedAt } }: { readonly invocation: Invocation }) {
  const words = useNow(({ now }) => {
    if (endedAt !== null) return duration(endedAt - startedAt)
    const seconds = Math.floor((now - startedAt) / 1000)
    return seconds < 1 ? '< 1 s' : duration(seconds * 1000)
  })
  return <span className="numeric whitespace-nowrap">{words}</span>
}
