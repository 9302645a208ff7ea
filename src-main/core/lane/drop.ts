import { basename } from 'node:path'
import type { ComposedMessage, DropVerdict } from '#shared/contract'
import { faultText } from '../ground/fault-code'
import { inspectText, messageReading } from './inspect'
import { freshClaim } from './item-name'
import type { Lane } from './lane'
import type { ItemReading } from './work'

/** Checks dropped files and enqueues the good ones in the order given; one verdict per file. */
export async function dropFiles(
  lane: Lane,
  files: readonly { name: string; text: string }[],
  itemBytes: number,
): Promise<DropVerdict[]> {
  const verdicts: DropVerdict[] = []
  for (const { name, text } of files) {
    const checked = await checkedDrop(name, text, itemBytes, lane.reading)
    if (checked.ok) verdicts.push(await enqueued(lane, name, checked.stem, text))
    else verdicts.push({ accepted: false, name, reason: checked.reason })
  }
  return verdicts
}

/** Writes a new message and enqueues it. Throws only for faults of the disk. */
export async function sendMessage(lane: Lane, composed: ComposedMessage, now: number): Promise<string> {
  const { stem, text } = composedFile(composed, now)
  return enqueueItem(lane, stem, text)
}

/** A new message as the file it becomes. */
function composedFile(composed: ComposedMessage, now: number): { readonly stem: string; readonly text: string } {
  const messageId = freshClaim(now)
  const message = { ...composed, timestamp: now, messageId }
  return { stem: `${safe(composed.channel)}-${messageId}`, text: `${JSON.stringify(message, null, 2)}\n` }
}

/** Whether a dropped file is an item, and the stem of the file it becomes. */
async function checkedDrop(
  name: string,
  text: string,
  itemBytes: number,
  reading: ItemReading = messageReading,
): Promise<{ readonly ok: true; readonly stem: string } | { readonly ok: false; readonly reason: string }> {
  const reason = refusedName(name)
  if (reason !== null) return { ok: false, reason }
  const inspection = await inspectText(text, itemBytes, reading, name)
  if (inspection.kind === 'item') return { ok: true, stem: stemOf(name) }
  return { ok: false, reason: inspection.kind === 'gone' ? 'The file is gone.' : inspection.sentence }
}

async function enqueued(lane: Lane, name: string, stem: string, text: string): Promise<DropVerdict> {
  try {
    return { accepted: true, name, id: await enqueueItem(lane, stem, text) }
  } catch (error) {
    return { accepted: false, name, reason: `It could not be written to the lane: ${faultText(error)}.` }
  }
}

/** Longer messages are not read a second time just to have a title. */
const shownLength = 256 * 1024

/** Puts a text in line and answers the id of the item it became, whoever claims it meanwhile. */
export async function enqueueItem(lane: Lane, stem: string, text: string): Promise<string> {
  let id = stem
  const inspection =
    text.length > shownLength ? null : await inspectText(text, shownLength, lane.reading, `${stem}.json`)
  const message = inspection?.kind === 'item' ? inspection.message : null
  await lane.moves.enqueue(stem, text, (listed) => {
    const identity = lane.record.identify(listed.file, false, listed)
    id = identity.id
    lane.record.tell(identity, { kind: 'enqueued', status: 'pending', text: 'Put in line', message })
  })
  return id
}

function refusedName(name: string): string | null {
  return name.toLowerCase().endsWith('.json') ? null : 'Its name does not end with .json.'
}

function stemOf(name: string): string {
  const stem = safe(basename(name.replaceAll('\\', '/')).replace(/\.json$/i, ''))
  // A leading dot would hide it from the lane; `~` carries state there.
  return stem.replace(/^\.+/, '').replaceAll('~', '-') || 'message'
}

function safe(text: string): string {
  return text.replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
}
