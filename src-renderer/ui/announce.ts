import { toast } from 'sonner'
import type { Failure } from '../link/failure'

/** Shows a failure where no control is near enough to carry it. */
export function announce(failure: Failure): void {
  toast.error(failure.sentence, { description: failure.nextStep ?? undefined, duration: 10_000 })
}
