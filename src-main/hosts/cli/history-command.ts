import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { formatHistory } from './format-history'
import { askHome } from './home-calls'

/** What happened to whatever these words fit. */
export async function history(call: Call, asked: readonly string[], limit: number): Promise<number> {
  const words = asked.join(' ').trim().slice(0, 200)
  if (words === '') {
    throw new CommandFailure('usage', 'There is nothing to look for.', {
      nextStep: 'Give words of the message, its id, its sender, or the name of its file.',
      exitCode: exitCodes.usage,
    })
  }
  const { hits, lookedAt, unlooked } = await askHome(call, (calls) => calls.history.search({ words, limit }))
  call.voice.answer({ words, hits, lookedAt, unlooked }, () =>
    formatHistory(words, { hits, lookedAt, unlooked }, call.voice.paint),
  )
  return hits.length > 0 ? exitCodes.done : exitCodes.failed
}
