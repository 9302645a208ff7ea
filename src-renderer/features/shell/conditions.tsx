import { LoaderCircle } from 'lucide-react'
import { useLinkState } from '../../link/link'
import { SupervisorStrip } from '../supervisor/supervisor-strip'

/** Below the bar, only while there is something to say: a lost connection, and why the supervisor is as it is. */
export function Conditions() {
  const linkState = useLinkState(({ state }) => state)
  return (
    <>
      {linkState !== 'open' && (
        <div role="alert" className="wash flex items-center gap-2 px-3 py-1.5 text-waiting">
          <LoaderCircle aria-hidden size={14} className="shrink-0 animate-turn" />
          <span className="font-medium">Connection lost, reconnecting…</span>
          <span className="text-soft">What is shown may be out of date.</span>
        </div>
      )}
      <SupervisorStrip />
    </>
  )
}
