import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  RotateCcw,
} from 'lucide-react'
import type { WorkerHealth, WorkerState } from '#shared/supervisor'

interface WorkerLook {
  readonly word: string
  readonly Icon: LucideIcon
  readonly text: string
}

export const workerLooks: Record<WorkerState, WorkerLook> = {
  failed: { word: 'Failed', Icon: OctagonX, text: 'text-dead' },
  backing_off: { word: 'Backing off', Icon: RotateCcw, text: 'text-failed' },
  stopping: { word: 'Stopping', Icon: CirclePause, text: 'text-waiting' },
  starting: { word: 'Starting', Icon: LoaderCircle, text: 'text-active' },
  running: { word: 'Running', Icon: CircleCheck, text: 'text-completed' },
  stopped: { word: 'Stopped', Icon: CircleDashed, text: 'text-pending' },
}

/** Whether a retry would do something for the worker. */
export function canRetry({ state }: Pick<WorkerHealth, 'state'>): boolean {
  return state === 'failed' || state === 'backing_off'
}

/** What needs a person first; among equals the order they were started in. */
export function worstFirst(workers: readonly WorkerHealth[]): WorkerHealth[] {
  const order = Object.keys(workerLooks)
  return [...workers].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
}
