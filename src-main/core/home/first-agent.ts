import { findProgram } from '../provider/find-program'
import type { FirstAgent } from './first-run'

/** The agent a new home begins with: `claude` or `codex` if one is on the PATH, else the practice provider. */
export async function firstAgent(environment: NodeJS.ProcessEnv): Promise<FirstAgent> {
  const has = async (binary: string): Promise<boolean> => (await findProgram(binary, { environment })).ok
  if (await has('claude')) return { provider: 'anthropic', model: 'sonnet' }
  if (await has('codex')) return { provider: 'openai', model: 'default' }
  return { provider: 'practice', model: null }
}
