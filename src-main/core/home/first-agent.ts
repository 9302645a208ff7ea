import { findProgram } from '../provider/find-program'
import { allProviders } from '../provider/providers/registry'
import type { FirstAgent } from './first-run'

/** The agent a new home begins with: of the first known program that is on the PATH, else the practice provider. */
export async function firstAgent(environment: NodeJS.ProcessEnv): Promise<FirstAgent> {
  for (const { kind, known } of allProviders) {
    if (known !== null && (await findProgram(known.name, { environment })).ok) {
      return { provider: kind, model: known.firstModel }
    }
  }
  return { provider: 'practice', model: null }
}
