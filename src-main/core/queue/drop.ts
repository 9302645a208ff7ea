import { basename } from 'node:path'
import type { ComposedMessage, DropVerdict } from '#shared/contract'
import { faultText } from '../home/fault-code'
import { inspectText } from './inspect'
import { freshClaim } from './item-name'
import type { Lane } from './lane'
import { look } from './sliced-scan'

/** Checks dropped files and enqueues the good ones in the order given; one verdict per file. */
export async function dropFiles(
  lane: Lane,
  files: readonly { name: string; text: string }[],
  itemBytes: number,
): Promise<DropVerdict[]> {
  const verdicts: DropVerdict[] = []
  for (const { name, text } of files) {
    const reason = refusedName(name)
    const inspection = inspectText(text, itemBytes)
    if (reason !== null) verdicts.push({ accepted: false, name, reason })
    else if (inspection.kind !== 'item') {
      verdicts.push({
        accepted: false,
        name,
        reason: inspection.kind === 'gone' ? 'The file is gone.' : inspection.sentence,
      })
    } else {
      verdicts.push(await enqueued(lane, name, stemOf(name), text))
    }
  }
  return verdicts
}

/** Writes a new message and enqueues it. Throws only for faults of the disk. */
export async function sendMessage(lane: Lane, composed: ComposedMessage, now: number): Promise<string> {
  const messageId = freshClaim(now)
  const message = { ...composed, timestamp: now, messageId }
  const file = await lane.moves.enqueue(
    `${safe(composed.channel)}-${messageId}`,
    `${JSON.stringify(message, null, 2)}\n`,
  )
  return idOf(lane, file)
}

async function enqueued(lane: Lane, name: string, stem: string, text: string): Promise<DropVerdict> {
  try {
    const file = await lane.moves.enqueue(stem, text)
    return { accepted: true, name, id: idOf(lane, file) }
  } catch (error) {
    return { accepted: false, name, reason: `It could not be written to the lane: ${faultText(error)}.` }
  }
}

function idOf(lane: Lane, file: string): string {
  const listed = look(lane.moves.files.paths.incoming, file) ?? lane.index.folders.incoming.get(file)
  return listed === undefined || listed === null ? file : lane.record.identify(file, false, listed).id
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
