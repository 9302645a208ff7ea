import {
  Ban,
  Bot,
  CircleCheck,
  CircleDashed,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  SearchCheck,
  SquareTerminal,
  ThumbsDown,
} from 'lucide-react'
import type { StepKind } from '#shared/run'
import type { StepState } from '../runs/step-states'

interface StepLook {
  readonly word: string
  readonly Icon: LucideIcon | null
  readonly text: string
  readonly border: string
  /** Of the step the run is in. */
  readonly ring: string
}

export const stepLooks: Record<StepState, StepLook> = {
  untouched: {
    word: 'not reached',
    Icon: null,
    text: 'text-faint',
    border: 'border-line',
    ring: 'border-edge ring-line',
  },
  queued: {
    word: 'next',
    Icon: CircleDashed,
    text: 'text-pending',
    border: 'border-pending',
    ring: 'border-pending ring-pending/25',
  },
  running: {
    word: 'running',
    Icon: LoaderCircle,
    text: 'text-active',
    border: 'border-active',
    ring: 'border-active ring-active/25',
  },
  waiting: {
    word: 'waits for a decision',
    Icon: Hourglass,
    text: 'text-waiting',
    border: 'border-waiting',
    ring: 'border-waiting ring-waiting/25',
  },
  succeeded: {
    word: 'succeeded',
    Icon: CircleCheck,
    text: 'text-completed',
    border: 'border-completed',
    ring: 'border-completed ring-completed/25',
  },
  rejected: {
    word: 'rejected',
    Icon: ThumbsDown,
    text: 'text-failed',
    border: 'border-failed',
    ring: 'border-failed ring-failed/25',
  },
  failed: { word: 'failed', Icon: CircleX, text: 'text-dead', border: 'border-dead', ring: 'border-dead ring-dead/25' },
  canceled: {
    word: 'canceled',
    Icon: Ban,
    text: 'text-trash',
    border: 'border-trash',
    ring: 'border-trash ring-trash/25',
  },
}

interface KindLook {
  readonly word: string
  readonly Icon: LucideIcon
}

export const kindLooks: Record<StepKind, KindLook> = {
  agent_task: { word: 'task', Icon: Bot },
  agent_review: { word: 'review', Icon: SearchCheck },
  shell: { word: 'shell', Icon: SquareTerminal },
}
