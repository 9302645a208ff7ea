import {
  Brain,
  CircleAlert,
  CircleCheck,
  CornerDownRight,
  FilePen,
  FilePlus,
  FileX,
  Info,
  type LucideIcon,
  MessageSquare,
  RotateCcw,
  Wrench,
} from 'lucide-react'
import type { InvocationEvent } from '#shared/invocation-events'

export interface LiveLook {
  readonly word: string
  readonly Icon: LucideIcon
  readonly text: string
  /** Its line is code, not prose. */
  readonly mono: boolean
}

const changes = {
  add: { word: 'Added', Icon: FilePlus, text: 'text-completed' },
  update: { word: 'Changed', Icon: FilePen, text: 'text-active' },
  delete: { word: 'Deleted', Icon: FileX, text: 'text-failed' },
} as const
const failedChanges = {
  add: 'Could not add',
  update: 'Could not change',
  delete: 'Could not delete',
} as const

/** Icon, word and colour of an event. */
export function liveLook(event: InvocationEvent): LiveLook {
  switch (event.kind) {
    case 'text':
      return { word: 'Agent', Icon: MessageSquare, text: 'text-ink', mono: false }
    case 'thinking':
      return { word: 'Thinking', Icon: Brain, text: 'text-faint', mono: false }
    case 'tool':
      return { word: event.name, Icon: Wrench, text: 'text-active', mono: true }
    case 'result':
      return event.ok
        ? { word: 'Result', Icon: CornerDownRight, text: 'text-soft', mono: true }
        : { word: 'Failed', Icon: CornerDownRight, text: 'text-dead', mono: true }
    case 'change':
      return event.ok
        ? { ...changes[event.change], mono: false }
        : { word: failedChanges[event.change], Icon: CircleAlert, text: 'text-dead', mono: false }
    case 'retry':
      return { word: 'Tries again', Icon: RotateCcw, text: 'text-failed', mono: false }
    case 'error':
      return { word: 'Error', Icon: CircleAlert, text: 'text-dead', mono: false }
    case 'notice':
      return { word: 'Notice', Icon: Info, text: 'text-active', mono: false }
    case 'done':
      return event.ok
        ? { word: 'Done', Icon: CircleCheck, text: 'text-completed', mono: false }
        : { word: 'Ended', Icon: CircleAlert, text: 'text-failed', mono: false }
  }
}
