import { CircleCheck, FlaskConical, Hourglass, type LucideIcon, Unplug, UserRound } from 'lucide-react'
import type { ProviderGate } from '#shared/board'

export interface GateLook {
  readonly Icon: LucideIcon
  readonly text: string
  /** The button that ends the wait; null where nothing waits. */
  readonly resume: string | null
}

export const gateLooks: Record<ProviderGate['state'], GateLook> = {
  closed: { Icon: CircleCheck, text: 'text-completed', resume: null },
  open: { Icon: Unplug, text: 'text-failed', resume: 'Try now' },
  probing: { Icon: FlaskConical, text: 'text-active', resume: null },
  parked: { Icon: Hourglass, text: 'text-waiting', resume: 'Stop waiting' },
  waiting: { Icon: UserRound, text: 'text-dead', resume: 'Try now' },
}
