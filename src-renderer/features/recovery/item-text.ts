import type { ItemDetail } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { size } from '#shared/words'
import type { Asked } from '../../link/ask'
import type { Failure } from '../../link/failure'
import type { PanelClient } from '../../link/line'
import { targetOf } from '../../state/selection'

/** The text to edit of an item: of its file, or for a finished one, whose file is gone, what its agent was given. */
export async function itemText(client: PanelClient, row: ItemRow): Promise<Asked<string>> {
  if (row.column !== 'completed') {
    const { text } = await client.lanes.text({ lane: row.lane, item: targetOf(row) })
    return { ok: true, value: text }
  }
  for await (const detail of await client.lanes.item({ lane: row.lane, id: row.id })) return payloadText(detail)
  return refused('Nothing is known of this item any more.', null)
}

function payloadText({ payload }: ItemDetail): Asked<string> {
  if (payload === null) {
    return refused('The message of this item is not kept any more.', 'Send a new message instead.')
  }
  if (payload.truncated) {
    return refused(
      `The message has ${size(payload.bytes)}; only its first part can be shown, so it cannot be edited here.`,
      'Its whole text is in the context file of its last invocation.',
    )
  }
  return { ok: true, value: payload.text }
}

function refused(sentence: string, nextStep: string | null): { ok: false; failure: Failure } {
  return { ok: false, failure: { refused: true, sentence, nextStep } }
}
