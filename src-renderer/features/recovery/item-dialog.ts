import { create } from 'zustand'
import type { ItemRow } from '#shared/item'
import type { ItemDialogKind } from './action-look'

export interface OpenItemDialog {
  readonly kind: ItemDialogKind
  /** The item as it stood when the dialog was asked for: what is done applies to exactly that file. */
  readonly row: ItemRow
}

export const useItemDialog = create<{ readonly dialog: OpenItemDialog | null }>(() => ({ dialog: null }))

export function closeItemDialog(): void {
  useItemDialog.setState({ dialog: null })
}
