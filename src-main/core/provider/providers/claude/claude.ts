import type { Provider } from '../../provider'
import { agentProgram } from '../agent-program'
import { claudeReader, planClaude } from './plan'
import { claudeProgram } from './program'

/** `claude` of Anthropic. */
export const claude: Provider<'anthropic'> = {
  ...agentProgram,
  kind: 'anthropic',
  known: claudeProgram,
  environment: {
    inherited: /^(ANTHROPIC|CLAUDE)_/,
    everywhere: /^CLAUDE_CONFIG_DIR$/,
    surrounding: /^CLAUDE_CODE_(ENTRYPOINT|SSE_PORT|SESSION_ID|CHILD_SESSION)$/,
  },
  plan: planClaude,
  reader: ({ session }, tell) => claudeReader(session, tell),
}
