import { join } from 'node:path'
import type { ItemTarget } from '#shared/contract'
import { guessedText } from '#shared/item-text'
import { bounds } from '#shared/limits'
import type { ItemAction } from '#shared/offers'
import { refusedAction } from '#shared/refused-actions'
import { faultCode } from '../ground/fault-code'
import { openRegular } from '../ground/open-regular'
import { Refused } from '../ground/refused'
import { enqueueItem } from './drop'
import type { Standing } from './found-item'
import { withoutMark } from './inspect'
import { moved, placeOf, refusalWhereItIs, standingOf } from './item-actions'
import { parseItemName } from './item-name'
import type { Lane } from './lane'
import type { Identity } from './lane-record'
import { discard, restore } from './operator-moves'
import { textProblem } from './text-place'

/** The whole text of an item that is still a file of the lane, whatever it is written in. */
export async function itemText(lane: Lane, target: ItemTarget): Promise<string> {
  const { folder, listed } = standing(lane, target)
  if (listed.bytes > bounds.editText) {
    const sentence = `It is ${listed.bytes.toLocaleString('en')} bytes long, too large to edit here.`
    throw new Refused('too_large', sentence, 'Mend it with an editor of your own and drop it again.')
  }
  using opened = await openRegular(join(lane.moves.files.paths[folder], listed.file)).catch((error) => {
    if (faultCode(error) === 'ENOENT') throw movedOn()
    throw error
  })
  if (opened === null) throw new Refused('not_a_message', 'It is not a regular file, so it has no text to edit.')
  return guessedText(await opened.read(bounds.editText))
}

/**
 * Enqueues an edited copy of an item. The original is kept as it is; the copy remembers it in its field `resentFrom`,
 * unless items of the lane may have no such field. Answers the copy's id.
 */
export async function resend(lane: Lane, target: ItemTarget, text: string, itemBytes: number): Promise<string> {
  const original = originalOf(lane, target)
  const edited = withoutMark(await checked(lane, text, itemBytes))
  const copy = withLineage(edited, target.id)
  const isItem = (await textProblem(copy, itemBytes, lane.reading)) === null
  const id = await enqueueItem(lane, original.stem, isItem ? copy : edited)
  lane.record.tell(original, {
    kind: 'resent',
    status: target.column,
    text: `Edited and sent again as ${id}`,
    // The original stays what it is, since when and why.
    keeps: 'reason and time',
  })
  return id
}

/** Enqueues the mended text of a rejected file; the file itself goes to the trash. Answers the new item's id. */
export async function repair(lane: Lane, target: ItemTarget, text: string, itemBytes: number): Promise<string> {
  const { listed } = offered(lane, 'repair', target)
  const identity = lane.record.identify(listed.file, true, listed)
  const mended = await checked(lane, text, itemBytes)
  // The exclusive move comes first: of several who repair the same file, one goes on.
  const discarded = await discard(lane.moves.files, 'rejected', listed.file)
  if (discarded === null) throw movedOn()
  const id = await enqueueItem(lane, identity.stem, mended).catch(async (error) => {
    await restore(lane.moves.files, discarded)
    throw error
  })
  lane.record.tell(identity, { kind: 'repaired', status: 'trash', text: `Mended and sent as ${id}`, keeps: 'reason' })
  return id
}

/**
 * The text with the original's id in it. It is put in as text, so that what JavaScript's numbers cannot hold stays as it
 * was written; only a copy of a copy is written anew.
 */
function withLineage(text: string, id: string): string {
  const value: unknown = JSON.parse(text)
  const end = text.trimEnd()
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'resentFrom') || !end.endsWith('}')) {
    return `${JSON.stringify(typeof value === 'object' ? { ...value, resentFrom: id } : value, null, 2)}\n`
  }
  return `${end.slice(0, -1).trimEnd()},\n  "resentFrom": ${JSON.stringify(id)}\n}\n`
}

async function checked(lane: Lane, text: string, itemBytes: number): Promise<string> {
  const problem = await textProblem(text, itemBytes, lane.reading)
  if (problem === null) return text
  throw new Refused('not_a_message', problem.sentence, 'Mend the text and send it again.')
}

function standing(lane: Lane, target: ItemTarget): Standing {
  const found = standingOf(lane, target)
  if (found !== null) return found
  throw movedOn(refusalWhereItIs(lane, 'edit', target))
}

/** Where the item stands, if the action applies to it there. */
function offered(lane: Lane, action: ItemAction, target: ItemTarget): Standing {
  const found = standingOf(lane, target)
  if (found === null) throw movedOn(refusalWhereItIs(lane, action, target))
  const reason = refusedAction(action, placeOf(lane, found))
  if (reason === null) return found
  throw new Refused('not_offered', reason)
}

/** A sentence that knows where the item is says what to do there. */
export function movedOn(sentence: string = moved): Refused {
  return new Refused('item_moved', sentence, sentence === moved ? 'Look where it is now and try again.' : null)
}

function originalOf(lane: Lane, target: ItemTarget): Identity {
  if (target.column !== 'completed') {
    const { folder, listed } = offered(lane, 'edit', target)
    return lane.record.identify(listed.file, folder !== 'incoming', listed)
  }
  const notes = lane.record.notes(target.id)
  if (notes?.status !== 'completed') throw new Refused('no_such_item', 'No completed item is known by this id.')
  const stem = parseItemName(target.id.slice(0, target.id.lastIndexOf('@')), false).stem
  return { id: target.id, arrivedAt: notes.arrived_at, bytes: notes.bytes, attempt: notes.attempt, stem }
}
