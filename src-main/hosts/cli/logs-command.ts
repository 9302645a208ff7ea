import type { LogLine, LogQuery } from '#shared/log-line'
import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { formatLogLines } from './format-logs'
import { askFiles } from './home-calls'
import { followed } from './invocation-commands'
import { assertHome, type Calls, firstOf, ownerToAsk, speakWith } from './owner-link'

/** The newest lines of the home's log that match; with `follow` also those that are written from now on. */
export async function logs(call: Call, query: LogQuery, follow: boolean): Promise<number> {
  if (!follow) {
    assertHome(call)
    const lines = await inTime(call, slowOwner, () =>
      askFiles(call, async (calls) => (await firstOf(calls.logs.follow(query))).lines),
    )
    call.voice.answer({ lines }, () => formatLogLines(lines, call.voice.paint))
    return exitCodes.done
  }
  const owner = await ownerToAsk(call, 'Followed is the file.')
  const print = (lines: readonly LogLine[], skipped: boolean): void => {
    if (skipped) call.voice.note('Lines were written faster than they could be shown; some are left out.')
    for (const line of lines) call.voice.next(line, () => `${formatLogLines([line], call.voice.paint)}\n`)
  }
  await followed(call, async (signal) => {
    const follow = async (calls: Calls): Promise<void> => {
      for await (const { lines, skipped } of await calls.logs.follow(query, { signal })) print(lines, skipped)
    }
    await (owner === null ? askFiles(call, follow) : speakWith(owner, follow))
  })
  return exitCodes.done
}
