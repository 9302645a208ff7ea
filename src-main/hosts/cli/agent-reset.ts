import type { Call } from './call'
import { exitCodes } from './command-failure'
import { askHome } from './home-calls'

/** Lets the next run of an agent, or of whichever runs next, begin a fresh conversation. */
export async function agentReset(call: Call, agent: string | null, orchestrator: string): Promise<number> {
  const otherwise = 'The next run is told by a file.'
  await askHome(call, (calls) => calls.agents.reset({ orchestrator, agent }), otherwise)
  call.voice.answer({ reset: true, orchestrator: agent === null ? null : orchestrator, agent }, () =>
    agent === null
      ? 'The next run of any agent begins a fresh conversation.'
      : `The next run of ${orchestrator}/${agent} begins a fresh conversation.`,
  )
  return exitCodes.done
}
