import { ShieldAlert } from 'lucide-react'
import type { Refused } from '#shared/refused-tools'

/** What an agent was kept from doing, and the setting that would allow it. */
export function RefusedNote({ refused }: { readonly refused: Refused }) {
  return (
    <div role="note" aria-label="What was refused" className="wash flex gap-2 rounded-md p-2 text-active">
      <ShieldAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
      <div className="min-w-0 break-words text-ink">
        <p>{refused.sentence}</p>
        <p className="text-soft">{refused.nextStep}</p>
      </div>
    </div>
  )
}
