import type { LogLine, LogQuery } from '#shared/log-line'
import { followLog } from '../../core/record/follow-log'
import { LogReader } from '../../core/record/log-reader'
import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { formatLogLines } from './format-logs'
import { followed } from './invocation-commands'
import { assertHome, ownerToAsk, speakWith } from './owner-link'

/** The newest lines of the home's log that match; with `follow` also those that are written from now on. */
export async function logs(call: Call, query: LogQuery, follow: boolean): Promise<number> {
  if (!follow) {
    assertHome(call)
    const lines = await inTime(call, slowOwner, () => new LogReader(call.paths.log, query).tail())
    call.voice.answer({ lines }, () => formatLogLines(lines, call.voice.paint))
    return exitCodes.done
  }
  const owner = await ownerToAsk(call, 'Followed is the file.')
  const print = (lines: readonly LogLine[], skipped: boolean): void => {
    if (skipped) call.voice.note('Lines were written faster than they could be shown; some are left out.')
    for (const line of lines) call.voice.next(line, () => `${formatLogLines([line], call.voice.paint)}\n`)
  }
  await followed(call, async (signal) => {
    if (owner === null) {
      for await (const { lines, skipped } of followLog(call.paths.log, query, signal)) print(lines, skipped)
      return
    }
    await speakWith(owner, async (calls) => {
      for await (const { lines, skipped } of await calls.logs.follow(query, { signal })) print(lines, skipped)
    })
  })
  return exitCodes.done
}
