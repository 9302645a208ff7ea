import { create } from 'zustand'
import type { ItemRow } from '#shared/item'

/** The item that is inspected, as it stands now, for commands that apply to it; the inspector writes it. */
export const useChosenRow = create<{ readonly row: ItemRow | null }>(() => ({ row: null }))
