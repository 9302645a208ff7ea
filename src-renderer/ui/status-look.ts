import {
  Ban,
  CircleCheck,
  CircleDashed,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCcw,
  Skull,
  Trash2,
} from 'lucide-react'
import type { Column } from '#shared/item'

export type Tone = Column | 'waiting'

export interface StatusLook {
  readonly word: string
  readonly Icon: LucideIcon
  readonly text: string
}

/** A status is always shown as icon, word and colour together. */
export const statusLooks: Record<Tone, StatusLook> = {
  pending: { word: 'Pending', Icon: CircleDashed, text: 'text-pending' },
  active: { word: 'Active', Icon: LoaderCircle, text: 'text-active' },
  waiting: { word: 'Waiting', Icon: Hourglass, text: 'text-waiting' },
  completed: { word: 'Completed', Icon: CircleCheck, text: 'text-completed' },
  failed: { word: 'Failed', Icon: RotateCcw, text: 'text-failed' },
  dead: { word: 'Dead', Icon: Skull, text: 'text-dead' },
  rejected: { word: 'Rejected', Icon: Ban, text: 'text-rejected' },
  trash: { word: 'Trash', Icon: Trash2, text: 'text-trash' },
}
