import type { Provider } from '../../provider'
import { agentProgram } from '../agent-program'
import { codexReader, planCodex } from './plan'
import { codexProgram } from './program'
import { readCodexConfigs } from './read-configs'

/** `codex` of OpenAI. */
export const codex: Provider<'openai'> = {
  ...agentProgram,
  kind: 'openai',
  known: codexProgram,
  environment: {
    inherited: /^(OPENAI|CODEX)_/,
    everywhere: /^CODEX_HOME$/,
    surrounding: /^(CODEX_SANDBOX.*|CODEX_THREAD_ID)$/,
  },
  plan: planCodex,
  reader: ({ session, permissions }, tell) => codexReader(session, permissions, tell),
  ownSettings: ({ args }, environment) => readCodexConfigs(args, environment),
}
