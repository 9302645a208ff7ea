import {
  ArchiveRestore,
  FastForward,
  FilePen,
  ListRestart,
  LogOut,
  type LucideIcon,
  Trash2,
  Wrench,
} from 'lucide-react'
import type { Column } from '#shared/item'
import { type ItemAction, offers } from '#shared/offers'

export type ItemDialogKind = 'edit' | 'release' | 'repair'
export type SharedAction = Exclude<ItemAction, ItemDialogKind>

interface ActionLook {
  readonly word: string
  readonly Icon: LucideIcon
  /** Ends a sentence that begins with a number. */
  readonly done: string
}

export const actionLooks: Record<ItemAction, ActionLook> = {
  retry: { word: 'Retry now', Icon: FastForward, done: 'tried again' },
  requeue: { word: 'Requeue', Icon: ListRestart, done: 'requeued' },
  edit: { word: 'Edit and resend', Icon: FilePen, done: 'sent again' },
  release: { word: 'Release', Icon: LogOut, done: 'released' },
  discard: { word: 'Discard', Icon: Trash2, done: 'discarded' },
  restore: { word: 'Restore', Icon: ArchiveRestore, done: 'restored' },
  repair: { word: 'Repair', Icon: Wrench, done: 'repaired' },
}

/** Asks for more than the press of its button. */
export function opensDialog(action: ItemAction): action is ItemDialogKind {
  return action === 'edit' || action === 'release' || action === 'repair'
}

/** What can be done to many items of a column at once. A release is not: its evidence is looked at item by item. */
export function sharedActions(column: Column): SharedAction[] {
  return offers({ column }).filter((action) => !opensDialog(action))
}
