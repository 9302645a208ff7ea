import type { ItemRow } from '#shared/item'
import type { ItemAction } from '#shared/offers'
import { targetOf } from '../../state/selection'
import { act } from './act'
import { opensDialog } from './action-look'
import { useItemDialog } from './item-dialog'

/** What every button for an action on one item does. */
export function pressAction(row: ItemRow, action: ItemAction): void {
  if (opensDialog(action)) useItemDialog.setState({ dialog: { kind: action, row } })
  else void act(row.lane, action, [targetOf(row)])
}
