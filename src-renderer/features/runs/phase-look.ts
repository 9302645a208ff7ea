import { Ban, CircleCheck, CircleDashed, CircleX, Hourglass, LoaderCircle, type LucideIcon } from 'lucide-react'
import type { RunPhase } from '#shared/run'

interface PhaseLook {
  readonly word: string
  readonly Icon: LucideIcon
  readonly text: string
}

export const phaseLooks: Record<RunPhase, PhaseLook> = {
  queued: { word: 'Queued', Icon: CircleDashed, text: 'text-pending' },
  running: { word: 'Running', Icon: LoaderCircle, text: 'text-active' },
  waiting: { word: 'Waiting', Icon: Hourglass, text: 'text-waiting' },
  succeeded: { word: 'Succeeded', Icon: CircleCheck, text: 'text-completed' },
  failed: { word: 'Failed', Icon: CircleX, text: 'text-dead' },
  canceled: { word: 'Canceled', Icon: Ban, text: 'text-trash' },
}
