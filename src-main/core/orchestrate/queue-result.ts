import type { IncomingMessage, OutgoingMessage } from '#shared/message'
import { outgoingStem } from '../lane/failure-notice'
import type { Result } from '../lane/lane-moves'
import type { Queue } from '../settings/runbook/queue'
import { interpolated } from '../settings/workflow/interpolate'
import { cut } from './answer-text'
import { varsOf } from './queue-reading'
import type { RunState } from './workflow/run-state'

/** The file that tells what came of an item: the shape of an answer, with the item's variables. `timestamp` in ms. */
export function queueResult(
  item: IncomingMessage,
  run: Pick<RunState, 'id' | 'workflow'>,
  text: string,
  files: readonly string[],
  timestamp: number = Date.now(),
): Result {
  const outgoing: OutgoingMessage & { readonly vars: unknown } = {
    channel: item.channel,
    sender: item.sender,
    message: cut(text),
    originalMessage: item.message,
    timestamp,
    messageId: item.messageId,
    agent: run.workflow.id,
    files: [...files],
    workflowRunId: run.id,
    vars: item.vars ?? {},
  }
  return { stem: outgoingStem(item, timestamp), outgoing }
}

/** What a run of this item is called: as its pipeline says, else by the item. */
export function runTitle(queue: Queue, item: IncomingMessage): string {
  if (queue.title === null) return item.message
  const values = new Map(Object.entries(varsOf(item)).map(([name, value]) => [`inputs.${name}`, value]))
  const title = interpolated(queue.title, values)
  return title.ok && title.text.trim() !== '' ? title.text : item.message
}
