import { dropSelected, type Selection } from '../../state/selection'
import { act } from './act'
import type { SharedAction } from './action-look'

/** What was acted on is selected no more: it has moved, or the answer says why it has not. */
export async function actOnSelection(selection: Selection, action: SharedAction): Promise<void> {
  const items = [...selection.items.values()]
  dropSelected(selection, selection.items.keys())
  await act(selection.lane, action, items)
}
