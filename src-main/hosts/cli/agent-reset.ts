import { mkdir } from 'node:fs/promises'
import { agentFolder } from '../../core/orchestrate/agent-folder'
import { setResetFlag } from '../../core/provider/reset-flags'
import { readSettings, workspacePath } from '../../core/settings/settings'
import { problemSentence } from '../../core/settings/yaml-file'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { assertHome } from './owner-link'

/** Sets the reset flag. It is a file, exclusive to make, so it is set the same way whether or not a supervisor runs. */
export async function agentReset(call: Call, agent: string | null, orchestrator: string): Promise<number> {
  assertHome(call)
  if (agent === null) await setResetFlag(call.paths.root)
  else await setResetFlag(await folderOf(call, orchestrator, agent))
  call.voice.answer({ reset: true, orchestrator: agent === null ? null : orchestrator, agent }, () =>
    agent === null
      ? 'The next run of any agent begins a fresh conversation.'
      : `The next run of ${orchestrator}/${agent} begins a fresh conversation.`,
  )
  return exitCodes.done
}

async function folderOf(call: Call, orchestrator: string, agent: string): Promise<string> {
  const read = await readSettings(call.paths)
  if (!read.ok) {
    const [problem] = read.problems
    const sentence = problem === undefined ? 'The settings cannot be used.' : problemSentence(problem)
    throw new CommandFailure('settings_invalid', sentence, { nextStep: 'Mend the file, then try again.' })
  }
  const { settings, orchestrators } = read.effective
  const agents = orchestrators.get(orchestrator)?.agents
  if (agents === undefined || !Object.hasOwn(agents, agent)) {
    const known = [...orchestrators.values()].flatMap((one) => Object.keys(one.agents).map((id) => `${one.id}/${id}`))
    const nextStep = `There is ${known.join(', ') || 'none'}.`
    throw new CommandFailure('no_such_agent', `There is no agent ${orchestrator}/${agent}.`, { nextStep })
  }
  const folder = agentFolder(workspacePath(call.paths, settings, orchestrator), agent)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}
