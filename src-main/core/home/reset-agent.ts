import { dirname } from 'node:path'
import type { ResetTarget } from '#shared/contract'
import type { HomePaths } from '../ground/home-paths'
import { makeFolder } from '../ground/make-folder'
import { Refused } from '../ground/refused'
import { agentFolder } from '../orchestrate/agent-folder'
import { setResetFlag } from '../provider/reset-flags'
import { type Effective, workspacePath } from '../settings/settings'

/** So many agents are named to somebody who named none of them. */
const mostNamed = 20

/**
 * Lets the next run of an agent, or of whichever agent runs next, begin a fresh conversation. It sets a file that is
 * exclusive to make, so it is the same whether or not anybody owns the home.
 */
export async function resetAgent(paths: HomePaths, effective: () => Effective, target: ResetTarget): Promise<void> {
  const { orchestrator, agent } = target
  // For whichever runs next, no orchestrator has to be known.
  if (agent === null) return setResetFlag(paths.root)
  const { orchestrators } = effective()
  const agents = orchestrators.get(orchestrator)?.agents
  if (agents === undefined || !Object.hasOwn(agents, agent)) {
    const known = [...orchestrators.values()].flatMap((one) => Object.keys(one.agents).map((id) => `${one.id}/${id}`))
    const more = known.length > mostNamed ? ', …' : ''
    const nextStep = `There is ${known.slice(0, mostNamed).join(', ') || 'none'}${more}.`
    throw new Refused('no_such_agent', `There is no agent ${orchestrator}/${agent}.`, nextStep)
  }
  const folder = flagFolder(paths, effective, target)
  await makeFolder(folder, dirname(dirname(folder)))
  await setResetFlag(folder)
}

/** Where the flag of an agent lies, or of whichever runs next. */
export function flagFolder(paths: HomePaths, effective: () => Effective, { orchestrator, agent }: ResetTarget): string {
  return agent === null ? paths.root : agentFolder(workspacePath(paths, effective().settings, orchestrator), agent)
}
