import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type IncomingMessage, OutgoingMessage } from '#shared/message'
import type { History } from '../observe/history'
import type { Lane } from './lane'
import { look } from './sliced-scan'

/**
 * Writes into the history the results in `outgoing` that it does not know: the history was lost, or the process died
 * before it was written. Files that are no answers are left out.
 */
export async function reconcileResults(lane: Lane, history: History, limitBytes: number): Promise<void> {
  const folder = lane.moves.files.paths.outgoing
  const known = history.resultFiles(lane.name)
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.json') || known.has(file)) continue
    const listed = look(folder, file)
    if (listed === null || !listed.regular || listed.bytes > limitBytes) continue
    const parsed = OutgoingMessage.safeParse(jsonOrNull(await readFile(join(folder, file), 'utf8')))
    if (!parsed.success) continue
    const stem = file.slice(0, -'.json'.length)
    const id = `${stem}@${listed.ms.toString(36)}.${listed.ns.toString(36)}`
    lane.record.tell(
      { id, arrivedAt: listed.ms, bytes: listed.bytes, attempt: 1, stem },
      {
        kind: 'recovered',
        status: 'completed',
        text: `Found answered in ${file}`,
        resultFile: file,
        message: askedIn(parsed.data),
      },
    )
  }
}

function askedIn(answer: OutgoingMessage): IncomingMessage {
  const { channel, channelProfileId, conversationId, sender, originalMessage, messageId, timestamp } = answer
  return {
    channel,
    sender,
    message: originalMessage,
    messageId,
    timestamp,
    ...(channelProfileId === undefined ? {} : { channelProfileId }),
    ...(conversationId === undefined ? {} : { conversationId }),
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
