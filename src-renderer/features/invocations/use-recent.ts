import type { Invocation } from '#shared/invocation'
import { type Loaded, useAsked } from '../../state/use-asked'
import { useLatestActivity } from '../../state/use-latest-activity'

/** As far back as the page lists; older ones are in the home's files. */
const listed = 200

/** The newest invocations, asked for again when something happened. */
export function useRecent(): Loaded<Invocation[]> {
  return useAsked(useLatestActivity(), (client) => client.invocations.recent({ limit: listed }))
}
