import { type Call, inTime } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatReceipt } from './format-receipt'
import { stateWord } from './format-status'
import { restartBound } from './lifecycle-bounds'
import { neededOwner, speakWith } from './owner-link'
import { boardNow } from './status-command'
import { ownerFacts } from './status-report'
import { stopFailed } from './stop-command'
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
  if (after.state === 'stop_failed') throw stopFailed(after)
  if (after.state !== 'running' && after.state !== 'degraded') {
    const sentence = after.reason ?? `The supervisor is ${after.state}; somebody stopped it meanwhile.`
    throw new CommandFailure('not_started', sentence, { nextStep: 'See lanekeeper logs for the cause.' })
  }
  const receipt = before.receipt?.askedAt === after.receipt?.askedAt ? null : after.receipt
  const document = { restarted: true, state: after.state, owner: ownerFacts(owner), receipt }
  call.voice.answer(document, () => {
    const proof = receipt === null ? '' : `\n${formatReceipt(receipt, call.voice.paint)}`
    return `The supervisor is ${stateWord(after.state, call.voice.paint)} again.${proof}`
  })
  if (after.state === 'degraded' && after.reason !== null) call.voice.note(after.reason)
  return exitCodes.done
}
