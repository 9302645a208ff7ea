import { CircleAlert } from 'lucide-react'
import type { Failure } from '../link/failure'

export function FailureNote({ failure }: { readonly failure: Failure }) {
  return (
    <div role="alert" className="wash flex gap-2 rounded-md p-2.5 text-dead text-sm">
      <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
      <div className="min-w-0 break-words">
        <p className="font-medium">{failure.sentence}</p>
        {failure.nextStep !== null && <p className="text-ink">{failure.nextStep}</p>}
      </div>
    </div>
  )
}
