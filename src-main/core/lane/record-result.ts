import { type IncomingMessage, OutgoingMessage } from '#shared/message'
import { itemBounds } from '../ground/json-text'
import { readJson } from '../ground/json-thread'
import { openRegular } from '../ground/open-regular'
import type { LaneRecord } from './lane-record'
import { look } from './sliced-scan'

/**
 * Writes into the history that a published result answers an item whose own file is gone: the one that was active with
 * its message, if it is one that `answers` takes, or else one of which nothing is known. Files that are no answers, and
 * summaries of failures (they name no agent; their items are in `dead`), are left out.
 */
export async function recordResult(
  record: LaneRecord,
  folder: string,
  file: string,
  limitBytes: number,
  answers: (id: string) => boolean = () => true,
): Promise<void> {
  const listed = look(folder, file)
  if (listed === null || !listed.regular || listed.bytes > limitBytes) return
  const parsed = OutgoingMessage.safeParse(await jsonIn(folder, file, limitBytes))
  if (!parsed.success || parsed.data.agent === '') return
  const message = askedIn(parsed.data)
  const stem = file.slice(0, -'.json'.length)
  const id = `${stem}@${listed.ms.toString(36)}.${listed.ns.toString(36)}`
  const unknown = { id, arrivedAt: listed.ms, bytes: listed.bytes, attempt: 1, stem }
  const text = `Found answered in ${file}`
  const active = record.leftActive(message)
  record.tell(active !== null && answers(active.id) ? active : unknown, {
    kind: 'recovered',
    status: 'completed',
    text,
    resultFile: file,
    message,
  })
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

async function jsonIn(folder: string, file: string, limitBytes: number): Promise<unknown> {
  using opened = await openRegular(`${folder}/${file}`)
  if (opened === null) return null
  const found = await readJson((await opened.read(limitBytes)).toString(), itemBounds)
  return found.ok ? found.value : null
}
