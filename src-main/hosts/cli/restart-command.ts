import { type Call, inTime } from './call'
import { exitCodes } from './command-failure'
import { formatReceipt } from './format-receipt'
import { stateWord } from './format-status'
import { restartBound } from './lifecycle-bounds'
import { neededOwner, speakWith } from './owner-link'
import { boardNow } from './status-command'
import { ownerFacts } from './status-report'
import { assertUp } from './stop-command'
import { settledStatus } from './watch-supervisor'

/** Stops the supervisor and starts it again in the same process. Of one that is stopped, a start. */
export async function restart(call: Call): Promise<number> {
  const owner = await neededOwner(call)
  const { before, after } = await inTime(call, await restartBound(call.paths), (signal) =>
    speakWith(owner, async (calls) => {
      const before = (await boardNow(calls)).supervisor
      await calls.supervisor.restart()
      return { before, after: await settledStatus(calls, call, signal) }
    }),
  )
  assertUp(after)
  const receipt = before.receipt?.askedAt === after.receipt?.askedAt ? null : after.receipt
  const document = { restarted: true, state: after.state, owner: ownerFacts(owner), receipt }
  call.voice.answer(document, () => {
    const proof = receipt === null ? '' : `\n${formatReceipt(receipt, call.voice.paint)}`
    return `The supervisor is ${stateWord(after.state, call.voice.paint)} again.${proof}`
  })
  if (after.state === 'degraded' && after.reason !== null) call.voice.note(after.reason)
  return exitCodes.done
}
