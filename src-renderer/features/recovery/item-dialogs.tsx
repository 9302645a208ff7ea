import { useItemDialog } from './item-dialog'
import { ReleaseDialog } from './release-dialog'
import { TextDialog } from './text-dialog'

/** The dialog of the action that somebody asked for, if it needs one. */
export function ItemDialogs() {
  const dialog = useItemDialog((state) => state.dialog)
  if (dialog === null) return null
  const { kind, row } = dialog
  return kind === 'release' ? <ReleaseDialog row={row} /> : <TextDialog row={row} purpose={kind} />
}
