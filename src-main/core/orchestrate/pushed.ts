import { Refused } from '../ground/refused'
import type { Queue } from '../settings/runbook/queue'
import { type PushedItem, queueItemText } from './queue-reading'

/** The file that an item pushed to a queue becomes. Refused, with what is wrong with it, when it is none. */
export async function pushed(
  lane: string,
  queue: Queue | undefined,
  text: string,
  limitBytes: number,
): Promise<PushedItem & { readonly ok: true }> {
  if (queue === undefined) {
    throw new Refused('not_offered', undeclared(lane), 'See the runbooks in the home; messages are sent, not pushed.')
  }
  const item = await queueItemText(queue, text, limitBytes)
  if (item.ok) return item
  throw new Refused('not_a_message', item.sentence, `Its variables are: ${queue.vars.join(', ')}.`)
}

/** Why nothing can be put into the lane of a queue that is gone. */
export function undeclared(lane: string): string {
  return `No runbook declares a queue "${lane}".`
}

/** Why a message cannot be sent to the lane of a queue. */
export function takesNoMessages(lane: string): Refused {
  const sentence = `The lane "${lane}" takes items of its queue, not messages.`
  return new Refused('not_offered', sentence, 'Push an item with the variables of the queue.')
}
