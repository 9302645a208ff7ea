import { toast } from 'sonner'
import type { Sample } from '#shared/contract'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { announce } from '../../ui/announce'
import { freshSample } from './fresh-sample'

/** Drops a sample on the lane as if it were a file: the same way in as for every other message. */
export async function sendSample(lane: string, sample: Sample): Promise<void> {
  const messageId = `sample-${crypto.randomUUID().slice(0, 8)}`
  const text = freshSample(sample.text, messageId, Date.now())
  if (text === null) {
    toast.error(`The sample "${sample.title}" is not a message.`, { description: `Mend the file ${sample.name}.` })
    return
  }
  const files = [{ name: `${messageId}.json`, text }]
  const asked = await ask(link, (client) => client.lanes.drop({ lane, files }))
  if (!asked.ok) return announce(asked.failure)
  for (const verdict of asked.value.verdicts) {
    if (verdict.accepted) toast.success(`Sample sent: ${sample.title}`)
    else toast.error(`The sample was refused: ${verdict.reason}`)
  }
}
